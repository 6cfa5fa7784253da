# SPDX-License-Identifier: MIT
# Writes a machine for hwloc (HWLOC_XMLFILE) that its synthetic descriptions cannot say.
# usage: promise_machine.py WORDS    packages, each a NUMA node, with ; between; in them caches
# with |; in these cores with blanks; and of a core CPUs with commas, by the kernel's numbers
import sys


def bits(numbers):
    return hex(sum(1 << n for n in numbers))


def put(kind, cpus, nodes, inside="", **more):
    more.update(cpuset=bits(cpus), complete_cpuset=bits(cpus), nodeset=bits(nodes),
                complete_nodeset=bits(nodes))
    members = " ".join(f'{key}="{value}"' for key, value in more.items())
    return f'<object type="{kind}" {members}>{inside}</object>' # the type must come first


def flat(lists):
    return sum(lists, [])


packages = [[[[int(cpu) for cpu in core.split(",")] for core in cache.split()]
             for cache in package.split("|")] for package in sys.argv[1].split(";")]
cores = flat(flat(packages))
nodes = range(len(packages))


def put_core(cpus, node):
    threads = "".join(put("PU", [cpu], [node], os_index=cpu) for cpu in cpus)
    return put("Core", cpus, [node], threads, os_index=cores.index(cpus))


def put_cache(of, node):
    inside = "".join(put_core(core, node) for core in of)
    return put("L3Cache", flat(of), [node], inside, cache_size=1 << 24, depth=3,
               cache_linesize=64, cache_associativity=16, cache_type=0)


def put_package(of, node):
    cpus = flat(flat(of))
    memory = put("NUMANode", cpus, [node], os_index=node, local_memory=1 << 30)
    caches = "".join(put_cache(cache, node) for cache in of)
    return put("Package", cpus, [node], memory + caches, os_index=node)


machine = put("Machine", flat(cores), nodes, "".join(map(put_package, packages, nodes)),
              os_index=0, allowed_cpuset=bits(flat(cores)), allowed_nodeset=bits(nodes))
print('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE topology SYSTEM "hwloc2.dtd">')
print(f'<topology version="2.0">{machine}</topology>')
