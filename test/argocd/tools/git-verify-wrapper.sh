#!/bin/sh
# What Argo CD asks about a commit or a tag by: it reads the verdict in the text, and expects 0 whatever that is.
[ -n "$1" ] || exit 1
if git describe --exact-match "$1" >/dev/null 2>&1; then what=tag; else what=commit; fi
git "verify-$what" "$1" 2>&1
code=$?
[ "$code" -eq 1 ] && exit 0
exit "$code"
