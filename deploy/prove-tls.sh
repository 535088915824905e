#!/bin/sh
# Proves from outside that an address speaks TLS 1.3 and nothing older, also by its number and under a foreign name.
# Usage: deploy/prove-tls.sh HOST [PORT]; exit code 0 when everything holds.
set -u
host=${1:?usage: prove-tls.sh HOST [PORT]}
port=${2:-443}
address=$(getent hosts "$host" | awk 'NR == 1 { print $1 }')
failed=0

speaks() { # PROTOCOL ADDRESS NAME
    timeout 10 openssl s_client -connect "$2:$port" -servername "$3" "$1" </dev/null >/dev/null 2>&1
}

expect() { # yes|no WHAT PROTOCOL ADDRESS NAME
    if speaks "$3" "$4" "$5"; then got=yes; else got=no; fi
    if [ "$got" = "$1" ]; then verdict=ok; else verdict=FAIL; failed=1; fi
    printf '%-4s %s: %s\n' "$verdict" "$2" "$got"
}

expect yes "TLS 1.3" -tls1_3 "$host" "$host"
for old in 1_2 1_1 1; do
    expect no "TLS $(echo "$old" | tr _ .)" "-tls$old" "$host" "$host"
done
case $address in *:*) bracketed="[$address]" ;; *) bracketed=$address ;; esac
expect no "TLS 1.2 by address" -tls1_2 "${bracketed:-$host}" "$host"
expect no "TLS 1.2 under a foreign name" -tls1_2 "$host" foreign.invalid
exit "$failed"
