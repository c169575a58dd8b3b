#!/usr/bin/env bash
# A Kind cluster for the scenarios.
#   cluster.sh up                     creates it unless it runs; prints the path of its kubeconfig
#   cluster.sh load FILE.tar...       loads image archives into its nodes
#   cluster.sh kubectl ARGUMENT...    runs kubectl on it
#   cluster.sh logs DIR               saves what its nodes and pods logged
#   cluster.sh down                   deletes it
# LATHE_CLUSTER names it (lathe-e2e). LATHE_NODE_IMAGE is the node image; without it the published one
# where Docker's registry answers, else one built here from Debian packages and Go modules (kind-node/).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=${LATHE_CLUSTER:-lathe-e2e}
version=v1.36.3
cache=${XDG_CACHE_HOME:-$HOME/.cache}
export PATH=$cache/kind-node/$version/bin:$PATH
kubeconfig=$cache/lathe/$name.kubeconfig
say() { echo "cluster.sh: $*" >&2; }

need() {
  local missing=() p
  for p in "$@"; do command -v "${p%%=*}" >/dev/null || missing+=("${p##*=}"); done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "these are missing: ${missing[*]}: install them, or run as root on Debian"
    exit 1
  fi
  say "installing ${missing[*]}"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

engine() {
  if ! docker info >/dev/null 2>&1; then
    need dockerd=docker.io iptables
    eval "$("$here/kind-node/engine.sh")"
  fi
}

node_image() {
  local built=local/node:$version
  if [ -n "${LATHE_NODE_IMAGE:-}" ]; then
    echo "$LATHE_NODE_IMAGE"
  elif docker image inspect "$built" >/dev/null 2>&1; then
    echo "$built"
  elif [ "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 https://registry-1.docker.io/v2/ || true)" = 401 ]; then
    echo "kindest/node:$version"
  else
    need debootstrap go=golang-go
    say "no image registry answers: building $built (about ten minutes, once)"
    "$here/kind-node/build.sh" >&2
    echo "$built"
  fi
}

kind_tool() {
  command -v kind >/dev/null || GOBIN=$cache/kind-node/$version/bin go install sigs.k8s.io/kind@v0.33.0
}

kubectl_tool() {
  command -v kubectl >/dev/null || "$here/kind-node/build.sh" binaries >&2
}

[ "${1:-}" = kubectl ] || engine
case ${1:-} in
  up)
    image=$(node_image)
    kind_tool
    kubectl_tool
    mkdir -p "$(dirname "$kubeconfig")"
    if ! kind get clusters 2>/dev/null | grep -qx "$name"; then
      kind create cluster --name "$name" --image "$image" --kubeconfig "$kubeconfig" --wait 180s >&2
    fi
    kind export kubeconfig --name "$name" --kubeconfig "$kubeconfig" >/dev/null 2>&1
    echo "$kubeconfig"
    ;;
  kubectl)
    shift
    exec kubectl --kubeconfig "$kubeconfig" "$@"
    ;;
  load)
    shift
    for archive in "$@"; do kind load image-archive "$archive" --name "$name" >&2; done
    ;;
  logs)
    kind export logs "$2" --name "$name" >/dev/null 2>&1 || say "some logs could not be saved in $2"
    ;;
  down)
    kind delete cluster --name "$name" --kubeconfig "$kubeconfig" >&2
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
