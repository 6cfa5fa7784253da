# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What packaging/deb-build, deb-try and bundle-try share: checks, and Debian roots to run them in,
# from the archive that apt uses here. Sourced from the project's root. All roots are removed at the
# end.
cannot() {
    echo "${0##*/}: $1" >&2
    exit 3
}
[ "$(id -u)" -eq 0 ] || cannot "needs root, to make a root folder: run it as root"
command -v mmdebstrap >/dev/null 2>&1 || cannot "mmdebstrap is missing: apt-get install mmdebstrap"

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
chmod 755 "$work"
log=$work/log
passed=0 failed=0

# that NAME COMMAND...: the check NAME is whether the command succeeds
that() {
    name=$1
    shift
    if "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $name"
    else
        failed=$((failed + 1))
        echo "not ok - $name"
        tail -n 30 "$log" | sed 's/^/#   /'
    fi
}

# Debian's own archives out of this system's configuration, as they are needed by a new root.
sources() {
    # shellcheck disable=SC2016  # apt-get fills these in
    apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' \
        'Created-By: Packages' | sort -u | while IFS='|' read -r origin uri release component; do
        [ "$origin" != Debian ] || echo "deb $uri $release $component"
    done
}
sources >"$work/sources.list"
[ -s "$work/sources.list" ] || cannot "apt knows no archive of Debian: run apt-get update"
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")

make_root() { # FOLDER VARIANT PACKAGES SUITE SOURCE [OPTION]
    mmdebstrap --quiet --skip=cleanup/apt/lists --dpkgopt=force-unsafe-io ${6:+"$6"} \
        --variant="$2" --include="$3" "$4" "$1" "$5" &&
        cp /etc/resolv.conf "$1/etc/resolv.conf"
}
root() { # FOLDER VARIANT PACKAGES: a new root of this system's release
    make_root "$1" "$2" "$3" "$suite" "$work/sources.list"
}
# minimal_root FOLDER SUITE [MIRROR]: of any release, from the archive that apt uses here or from
# another one, where what an old release has signed may have run out
minimal_root() {
    if [ -n "${3:-}" ]; then
        make_root "$1" minbase base-files "$2" "$3" \
            --aptopt='Acquire::Check-Valid-Until "false"'
    elif [ "$2" = "$suite" ]; then
        root "$1" minbase base-files
    else
        make_root "$1" minbase base-files "$2" \
            "$(sed -n "s/^deb \([^ ]*\) $suite .*/\1/p" "$work/sources.list" | head -n 1)"
    fi
}
# in_root FOLDER COMMAND: with the file systems that programs expect
in_root() {
    # shellcheck disable=SC2016  # for the inner shell
    unshare --mount --pid --fork sh -c 'mount -t proc proc "$1/proc" &&
        mount --rbind /sys "$1/sys" && mount --rbind /dev "$1/dev" &&
        exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
            DEBIAN_FRONTEND=noninteractive sh -c "$2"' - "$1" "$2"
}

finish() { # the last line of both scripts
    echo "$passed passed, $failed failed, 0 skipped"
    [ "$failed" -eq 0 ]
}
