#!/bin/sh
# SPDX-License-Identifier: MIT
# What is released: make dist gives the same bytes whoever runs it, with what is committed and
# nothing else; the files of debian/ and the Containerfile agree with the rest.
# Runs beside others: it measures nothing.
. tests/tap.sh

version=$(make -s print-version)
that "the version is a number" sh -c "echo '$version' | grep -qxE '[0-9]+\.[0-9]+\.[0-9]+'"
that "CHANGELOG.md tells of it, with its day" \
    grep -qxE "## \[$version\] - 20[0-9]{2}-[01][0-9]-[0-3][0-9]" CHANGELOG.md
that "and keeps a place for what comes" grep -qx '## \[Unreleased\]' CHANGELOG.md
that "the Debian packages have it" \
    sh -c "head -n 1 debian/changelog | grep -q '^synccost ($version) '"

# ---- Debian's files agree with the project's ----
# what ci/deps installs to build with is what the package is built with; peers are optional
libraries=$(sed '/^peers_needed=/,/^.$/d' ci/deps |
    sed -n 's/^\(pc\|file\):[^|]*|\(lib[a-z0-9]*-dev\)|.*/\2/p' | grep -vE '^lib(c6|cmocka)-dev$')
that "there are libraries to look for" [ "$(echo "$libraries" | wc -l)" -ge 5 ]
for library in $libraries; do
    that "debian/control builds with $library" grep -qE "^ $library( \(.*\))?,$" debian/control
done
that "the package has libpfm4, which no program names" \
    sh -c "sed -n '/^Package: synccost$/,/^$/p' debian/control | grep -q '^Depends:.* libpfm4,'"
packages='synccost libgbench-c-dev'
for package in $packages; do
    that "debian/control has $package" grep -qx "Package: $package" debian/control
    that "debian/rules fills it" grep -q "DESTDIR=.*debian/$package " debian/rules
done
for target in install-synccost install-gbench manuals; do
    that "debian/rules makes $target" grep -qE "FLAGS.* $target$" debian/rules
    that "and it exists" grep -qE "^$target:" packaging/packaging.mk
done
for list in debian/*.docs debian/*.examples; do
    # shellcheck disable=SC2013  # patterns of files, a word each
    for file in $(cat "$list"); do
        that "$list: $file exists" test -e "$file"
    done
done
# shellcheck disable=SC2016  # the program that the packages are built with
that "debian/rules is a makefile" make -n -f debian/rules SHELL=true \
    DEB_HOST_MULTIARCH=x DEB_VERSION=x override_dh_auto_build

# ---- the container's recipe, where no tool builds it ----
# instruction NAME: the arguments of each of that name, a line each
sed -e '/^#/d' -e ':more' -e '/\\$/ { N; s/\\\n *//; b more' -e '}' -e '/^$/d' Containerfile \
    >"$work/recipe"
instruction() { sed -n "s/^$1 //p" "$work/recipe"; }
that "every line of it is an instruction" sh -c "! grep -vE \
    '^(ARG|FROM|RUN|COPY|WORKDIR|ENTRYPOINT|CMD) [^ ]' '$work/recipe'"
that "it begins with its base image" sh -c "head -n 1 '$work/recipe' | grep -q '^ARG BASE='"
that "which every stage is from" \
    [ "$(instruction FROM | sed 's/ AS [a-z]*$//' | sort -u)" = "\${BASE}" ]
instruction RUN >"$work/steps"
while IFS= read -r step; do
    that "sh reads '$step'" sh -n -c "$step"
done <"$work/steps"
instruction COPY >"$work/copied"
while read -r source target; do
    case $source in
    --from=*)
        that "there is a stage ${source#*=}" grep -qx "FROM .* AS ${source#*=}" "$work/recipe"
        ;;
    *) that "$source is there for $target" test -e "$source" ;;
    esac
done <"$work/copied"
for argument in "$(instruction ENTRYPOINT)" "$(instruction CMD)"; do
    that "$argument is a list" sh -c "echo '$argument' | python3 -m json.tool"
done
that "no image holds what make has built" grep -qx build/ .containerignore

# ---- make dist ----
if ! git ls-files --error-unmatch Makefile >/dev/null 2>&1; then
    echo "not ok - make dist gives the same bytes # SKIP this is no git repository"
    finish
    exit
fi
release=synccost-$version
that "make dist" make -s BUILD="$work/one" dist
that "and again, elsewhere" sh -c "umask 077; TZ=Asia/Tokyo LC_ALL=C GZIP_OPT= \
    packaging/dist '$release' '$work/two'"
that "gives the same bytes" cmp "$work/one/$release.tar.gz" "$work/two/$release.tar.gz"
# git's own settings of a user
that "with other settings of git, too" env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=tar.umask \
    GIT_CONFIG_VALUE_0=0077 packaging/dist "$release" "$work/three"
that "the same" cmp "$work/one/$release.tar.gz" "$work/three/$release.tar.gz"
tar -tvzf "$work/one/$release.tar.gz" --numeric-owner --full-time >"$work/listed"
that "all is root's" sh -c "! grep -v ' 0/0 ' '$work/listed'"
that "and of one time" [ "$(awk '{ print $4, $5 }' "$work/listed" | sort -u | wc -l)" -eq 1 ]
tar -tzf "$work/one/$release.tar.gz" | grep -v '/$' | sed "s,^$release/,," | sort >"$work/packed"
git ls-tree -r --name-only HEAD | sort >"$work/committed"
that "what is committed is there, and nothing else" cmp "$work/committed" "$work/packed"
tar -xzf "$work/one/$release.tar.gz" -C "$work"
that "it knows its revision" \
    [ "$(tail -n 1 "$work/$release/packaging/revision")" = "$(git log -1 --format=%h)" ]
that "and a build of it says so" sh -c "make -s -C '$work/$release' BUILD=build build/version.h &&
    grep -q 'SYNCCOST_REVISION \"$(git log -1 --format=%h)\"' '$work/$release/build/version.h'"
finish
