#!/usr/bin/env bash
# Lays out a kube-apiserver, etcd and kubectl where kube-api-test looks for them, in $KUBE_API_TEST_DIR.
# Those that e2e/kind-node builds are taken, and built first where they are missing (minutes, once).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=v1.36.3
dir=${KUBE_API_TEST_DIR:?api-server.sh: set KUBE_API_TEST_DIR}/k8s/${version#v}-linux-amd64
built=${XDG_CACHE_HOME:-$HOME/.cache}/kind-node/$version/bin
programs=(kube-apiserver etcd kubectl)

for program in "${programs[@]}"; do
  [ -x "$dir/$program" ] && continue
  if [ ! -x "$built/$program" ]; then
    echo "api-server.sh: building the API server's programs" >&2
    "$here/kind-node/build.sh" binaries
  fi
  mkdir -p "$dir"
  ln -sf "$built/$program" "$dir/$program"
done
