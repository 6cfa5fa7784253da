#!/bin/sh
# SPDX-License-Identifier: MIT
# A family program in ten lines: how long does the shell take to start /bin/true?
case "$1" in
--list) echo '{"name":"process/sh/true/threads:1","basis":"message"}' && exit ;;
esac
n=20 start=$(date +%s%N) i=0
while [ $i -lt $n ] && /bin/true; do i=$((i + 1)); done
end=$(date +%s%N)
echo "{\"iterations\":$n,\"real_time\":$(((end - start) / n))}"
