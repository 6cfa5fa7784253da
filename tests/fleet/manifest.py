# SPDX-License-Identifier: MIT
"""Whether a manifest of Kubernetes is what its schema says: python3-kubernetes is made from it.

usage: manifest.py FILE          status 1 with a line for each fault
       manifest.py FILE script   the script of its only container"""
import sys

import yaml
from kubernetes import client

PLAIN = {"str": str, "int": int, "float": (int, float), "bool": bool, "object": (dict, int, str)}


def faults(value, kind, where):
    """Keys that the schema does not know, missing ones, and values of another type."""
    if kind.startswith("list["):
        if not isinstance(value, list):
            return [f"{where}: no list"]
        return [f for i, v in enumerate(value) for f in faults(v, kind[5:-1], f"{where}[{i}]")]
    if kind.startswith("dict("):
        if not isinstance(value, dict):
            return [f"{where}: no object"]
        of = kind[5:-1].split(", ")[1]
        return [f for k, v in value.items() for f in faults(v, of, f"{where}.{k}")]
    if kind in PLAIN:
        odd = not isinstance(value, PLAIN[kind]) or (kind == "int" and isinstance(value, bool))
        return [f"{where}: no {kind}"] if odd else []
    model = getattr(client, kind)
    names = {shown: name for name, shown in model.attribute_map.items()}
    if not isinstance(value, dict):
        return [f"{where}: no {kind}"]
    found = [f"{where}: {kind} has no {key}" for key in value if key not in names]
    known = {key: v for key, v in value.items() if key in names}
    try:
        model(**{names[key]: v for key, v in known.items()})
    except ValueError as error:
        found.append(f"{where}: {error}")
    return found + [f for key, v in known.items()
                    for f in faults(v, model.openapi_types[names[key]], f"{where}.{key}")]


with open(sys.argv[1], encoding="utf-8") as file:
    job = yaml.safe_load(file)
if len(sys.argv) > 2:
    print(job["spec"]["template"]["spec"]["containers"][0]["args"][0])
    sys.exit()
wrong = faults(job, "V1Job", "job")
if (job["apiVersion"], job["kind"]) != ("batch/v1", "Job"):
    wrong.append("job: no Job of batch/v1")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
