#!/bin/sh
# SPDX-License-Identifier: MIT
# make fleet on hosts made here: ssh servers on loopback ports, each in namespaces of its own, with
# its own home, machine id and processes. Two are of one model; one runs programs of arm64 only, by
# an emulator; one is killed while it measures; the others have no server, no python3, no space, or
# names that mean no good.
# Needs root, what ci/deps --fleet --arm64 installs, and Linux 6.7 for a binfmt_misc of its own.
. tests/tap.sh
export LC_ALL=C.UTF-8
key=$work/key
ssh-keygen -q -t ed25519 -N '' -f "$key"
free_port() {
    python3 -c 'import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1])'
}
# up NAME [COMMAND]: starts the host; the command prepares its namespaces
up() {
    host=$work/$1
    if [ ! -d "$host" ]; then
        mkdir -p "$host/home/.ssh" "$host/full"
        chmod -R go-rwx "$host"
        cp "$key.pub" "$host/home/.ssh/authorized_keys"
        cp -a /etc "$host/etc"
        echo "$1" | md5sum | cut -d ' ' -f 1 >"$host/etc/machine-id"
        dropbearkey -t ed25519 -f "$host/key" >/dev/null 2>&1
        free_port >"$host/port"
    fi
    # shellcheck disable=SC2016 # the inner shell's own
    unshare --mount --pid --fork --kill-child --mount-proc sh -c '
        mount --bind "$1/etc" /etc && mount --bind "$1/home" "$HOME" && eval "$2" &&
        exec dropbear -F -E -s -p "127.0.0.1:$(cat "$1/port")" -P "$1/pid" -r "$1/key"' \
        - "$host" "${2:-true}" >>"$host/log" 2>&1 &
    echo $! >"$host/unshare"
}
down() { # NAME: all of its processes at once
    kill -9 "$(cat "$work/$1/unshare")"
}
trap 'for host in twin-a twin-b cut arm no-python full; do down $host; done 2>/dev/null
    rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM # dash ends by a signal without the trap above

up twin-a
up twin-b
up cut
up no-python "mount --bind '$work/key' /usr/bin/python3"
# Commands on this host find the emulator by a binfmt_misc that nobody else sees. What Ansible asks
# is told of the other architecture.
cat >"$work/shell" <<'SH'
#!/bin/sh
[ "$1" = inside ] || exec unshare --user --map-root-user --mount "$0" inside "$@"
shift
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf %s ":arm64:M::$magic:$mask:$(command -v qemu-aarch64):" >/proc/sys/fs/binfmt_misc/register
exec /bin/sh "$@"
SH
mkdir "$work/python"
echo 'import platform; platform.machine = lambda: "aarch64"' >"$work/python/sitecustomize.py"
cat >"$work/python/python3" <<SH
#!/bin/sh
PYTHONPATH=$work/python exec /usr/bin/python3 "\$@"
SH
chmod 755 "$work/python/python3" "$work/shell"
up arm "echo '$work/shell' >>/etc/shells && sed -i 's|^\(root:.*:\).*|\1$work/shell|' /etc/passwd"
up full "mount -t tmpfs -o size=1m none '$work/full/full'"
free_port >"$work/closed"
line() { # NAME [WORDS]: a host that is up, in the inventory
    echo "    $1: {ansible_port: $(cat "$work/$1/port")${2:-}}"
}
cat >"$work/hosts.yml" <<YAML
all:
  vars:
    ansible_host: 127.0.0.1
    ansible_ssh_private_key_file: $key
    ansible_ssh_transfer_method: piped
    ansible_ssh_common_args: >-
      -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o IdentitiesOnly=yes
      -o ControlPath=$work/ssh-%C
  hosts:
$(line twin-a ', physical: rack')
$(line cut)
$(line twin-b ', physical: rack')
$(line arm ", ansible_python_interpreter: '$work/python/python3'")
YAML
cp "$work/hosts.yml" "$work/good.yml"
cat >>"$work/hosts.yml" <<YAML
$(line no-python)
$(line full ", fleet_dir: '$work/full/full'")
    closed: {ansible_port: $(cat "$work/closed")}
    dup_x: {ansible_port: 1}
    dup.x: {ansible_port: 1}
    'a b': {ansible_port: 1}
    '; touch $work/hostile': {ansible_port: 1}
    '\$(touch $work/hostile)': {ansible_port: 1}
    '../../up': {ansible_port: 1}
    "quote'": {ansible_port: 1}
    '-oProxyCommand=touch $work/hostile': {ansible_port: 1}
    longer-than-the-thirty-one-signs-of-a-name: {ansible_port: 1}
YAML

fleet() { # INVENTORY
    make --no-print-directory BUILD="$build" fleet INVENTORY="$work/$1" PROFILE=quick \
        FLEET_CROSS=aarch64-linux-gnu- \
        FLEET_RUN='--launches 5 --filter ^floor/(load|store|rmw|fence)' \
        FLEET_OUT="$work/results" FLEET_POLL=2
}
begun() { # two launches of the host stand in its journal
    for journal in "$work/cut/home"/synccost-fleet/*/results/*/*/journal.jsonl; do
        longer_than 4 "$journal" && return
    done
    return 1
}
says() { # NAME STATE WORDS: that the table has this line
    that "$1: $2, $3" grep -E "^$1 +$2 +.*$3" "$work/out"
}
report_of() { # NAME: its reports
    find "$work/results" -path "*-$1/*/report.json"
}

fleet hosts.yml >"$work/out" 2>"$work/err" &
first=$!
that "a host is killed while it measures" wait_for 300 begun
down cut
began=$(basename "$work"/cut/home/synccost-fleet/*/results/*/*)
wait "$first"
status=$?
that "the first time not every host has its report" grep -qF 'fleet] Error 1' "$work/err"
says closed unreachable 'onnection refused'
says no-python failed 'python3'
says full failed 'No space left'
says cut unreachable ''
says dup_x refused 'another host has the name dup-x'
says '".*touch .*hostile"' refused 'the name may have'
says '"../../up"' refused 'the name may have'
that "six names are refused for what stands in them" \
    [ "$(grep -c 'refused .*the name may have' "$work/out")" -eq 6 ]
says longer-.* refused 'at most 31'
that "no name was run, and none became a path" \
    sh -c "! [ -e '$work/hostile' ] && ! find '$work' '$build/fleet' -name 'up' | grep ."
for twin in twin-a twin-b; do
    says $twin 'done' "/results/.*-$twin/"
done
that "two hosts of one model have two folders" [ "$(report_of 'twin-[ab]' | wc -l)" -eq 2 ]
cat >"$work/apart.py" <<'PY'
import json, sys
def read(path):
    synccost = json.load(open(path))["context"]["synccost"]
    return synccost["machine"]["host"], synccost["run"]["started"], synccost["run"]["finished"]
(one, begun, end), (other, begun_too, end_too) = map(read, sys.argv[1:])
sys.exit(one == other or not (end <= begun_too or end_too <= begun))
PY
# shellcheck disable=SC2046 # two paths without spaces
that "two hosts, and guests of one physical host never at the same time" \
    python3 "$work/apart.py" $(report_of 'twin-[ab]')
that "the comparison has a column of each" \
    [ "$(grep -cE '^  [A-Z] .*-twin-[ab], ' "$build/fleet/compare.txt")" -eq 2 ]
says arm 'done' "/results/.*-arm/"
that "the arm64 host's report says that it was emulated" \
    grep -q '"emulated": *true' "$(report_of arm)"
cp "$work/out" "$work/table"
run "$synccost" compare --json "$(dirname "$(report_of twin-a)")" "$(dirname "$(report_of arm)")"
that "and no row of it is judged" sh -c \
    "grep -q '\"verdict\": \"unsure\"' '$work/out' &&
    ! grep -E '\"verdict\": \"(faster|slower|~)\"' '$work/out'"
# shellcheck disable=SC2046 # two paths without spaces
run "$synccost" compare --no-plot $(report_of 'twin-[ab]')
that "of the twins alone it says what they are" \
    grep -qi 'same model, another host' "$work/out" "$work/err"
that "the site has both" sh -c "ls '$build/fleet/site/m' | grep twin-a &&
    ls '$build/fleet/site/m' | grep twin-b"
that "nothing stays on a host whose report is here" \
    sh -c "! ls '$work/twin-a/home/synccost-fleet' | grep ."

# Only what is missing: the twins need not even be there.
down twin-a
down twin-b
down arm
up cut
run fleet good.yml
that "the second time every host has its report" [ "$status" -eq 0 ]
for host in twin-a twin-b arm cut; do
    says $host 'done' "/results/.*-$host/"
done
that "the run that was cut off went on" [ "$(basename "$(dirname "$(report_of cut)")")" = "$began" ]
run fleet good.yml
that "the third time nothing is left to do" [ "$status" -eq 0 ]
that "and nobody was asked" sh -c "! grep -q 'TASK.*greet' '$work/out'"
rm "$(report_of twin-b)"
run fleet good.yml
that "a report that was removed is missing again" grep -qF 'fleet] Error 1' "$work/err"
says twin-b unreachable ''
up twin-b
run fleet good.yml
that "and is measured again when its host is up" [ "$status" -eq 0 ]
says twin-b 'done' '/results/.*-twin-b/'
that "by a run of its own" [ -s "$(report_of twin-b)" ]
run make --no-print-directory BUILD="$build" fleet
that "without an inventory it says so" [ "$status" -eq 2 ]
that "in one line" grep -q '^fleet: INVENTORY is missing' "$work/err"
finish
