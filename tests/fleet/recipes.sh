#!/bin/sh
# SPDX-License-Identifier: MIT
# The recipes for Kubernetes and Slurm: the manifest is what its schema says, and both give the
# command that they promise. Needs what ci/deps --fleet installs.
. tests/tap.sh
python=/usr/bin/python3 # Debian's, which has the modules
job=fleet/kubernetes.yaml
valid() { "$python" tests/fleet/manifest.py "$1"; }
# not_valid NAME FAULT SED: the manifest with that fault is found to have it
not_valid() {
    sed "$3" "$job" >"$work/job.yaml"
    run valid "$work/job.yaml"
    that "$1" sh -c "! cmp -s '$work/job.yaml' '$job' && [ '$status' -eq 1 ] &&
        grep -q '$2' '$work/out'"
}
that "the manifest is a Job by its schema" valid "$job"
not_valid "an unknown key is found" 'V1JobSpec has no paralelism' 's/parallelism/paralelism/'
not_valid "a key that is one level too high" 'V1PodSpec has no image' \
    's/^      restartPolicy/      image: synccost\n&/'
not_valid "a missing key" 'name' 's/^        - name: synccost/        - tty: true/'
not_valid "a number that is none" 'no int' 's/completions: 3/completions: three/'
not_valid "another version" 'no Job of batch' 's/batch.v1/batch\/v1beta1/'

# A synccost that says how it was called and is cut off: it leaves a journal, and a report only when
# it goes on.
cat >"$work/synccost" <<'SH'
#!/bin/sh
echo "$@" >>"$CALLED"
run=results/machine/20260102T030405Z
case $* in
doctor) exit 1 ;;
*--resume*)
    [ ! -e refuse ] || { echo 'synccost: another build: start a new one' >&2 && exit 2; }
    rm "$4/journal.jsonl" && echo '{}' >"$4/report.json"
    ;;
*) mkdir -p "$run" && echo '{}' >"$run/journal.jsonl" && exit 1 ;;
esac
SH
chmod 755 "$work/synccost"
export CALLED="$work/called"
resumed='run --no-plot --resume results/machine/20260102T030405Z'
last_call() { tail -n 1 "$CALLED" | grep -qxF -- "$1"; }

# ---- Kubernetes ----
"$python" tests/fleet/manifest.py "$job" script >"$work/script"
mkdir "$work/node"
pod() { (cd "$work/node" && env PATH="$work:$PATH" NODE_NAME="$1" sh "$work/script"); }
run pod ip-10-0-12-34.EU_central-1.compute.internal
node=ip-10-0-12-34-eu-central-1-comp
that "a pod measures under the name of its node, as far as a name may be long" \
    last_call "run --no-plot --name $node --profile standard"
that "which synccost takes" "$synccost" run --name "$node" --profile quick --launches 1 --no-plot \
    --filter '^floor/load$' --out "$work/named"
run pod node-1
that "a pod that starts again goes on" last_call "$resumed"
that "and ends well" [ "$status" -eq 0 ]
run pod node-1
touch "$work/node/refuse"
run pod node-1
that "where a new image cannot go on, it begins anew" \
    last_call "run --no-plot --name node-1 --profile standard"
that "and says why" grep -q 'another build' "$work/err"

# ---- Slurm ----
batch() { # NODE
    : >"$CALLED"
    run env SLURMD_NODENAME="$1" SYNCCOST="$work/synccost" FLEET_OUT="$work/nodes" \
        sh fleet/slurm.sbatch --profile quick
}
batch Rack_1.example
that "a job looks at its node first" sh -c "head -n 1 '$CALLED' | grep -qx doctor"
that "and measures under its name" last_call 'run --no-plot --name rack-1-example --profile quick'
that "a job that is cut off has failed" [ "$status" -eq 1 ]
batch Rack_1.example
that "a job that is queued again goes on" last_call "$resumed"
that "and ends well" [ "$status" -eq 0 ]
batch Rack_1.example
that "a node that has its report is not measured again" last_call doctor
that "which is no failure" [ "$status" -eq 0 ]
long=pool-of-a-cloud-with-long-names-node
for node in 1 2; do
    batch $long-$node
    that "a node of a long name is measured" \
        last_call 'run --no-plot --name pool-of-a-cloud-with-long-names --profile quick'
done
that "each node has a folder" [ "$(cd "$work/nodes" && echo *)" = \
    "Rack_1.example $long-1 $long-2" ]
finish
