#!/usr/bin/env bash
# Stores a photo, finds it, watches for its like, hears of the alert and deletes the photo's gist, with curl alone:
#   examples/curl/app.sh localhost:8080 photo.jpg
# With a token in GISTWIRE_TOKEN where the server requests one.
set -euo pipefail
server="$1" photo="$2"
header=()
[ -z "${GISTWIRE_TOKEN:-}" ] || header=(-H "Authorization: Bearer $GISTWIRE_TOKEN")

call() { curl -sS --fail-with-body --max-time 180 "${header[@]}" -H 'Content-Type: application/json' --data-binary @- "http://$server/gistwire.v1.$1"; }
# The first value of a field in JSON; enough for names.
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | sed -n 1p; }

encoded="$(base64 < "$photo" | tr -d '\n')"
name="$(printf '{"parent":"sources/curl","photo":"%s"}' "$encoded" | call GistService/CreateGist | tr ',' '\n' | field name)"
echo "stored: $name"

hit="$(printf '{"query":{"terms":[{"gist":"%s"}]},"pageSize":1,"readMask":"name"}' "$name" | call SearchService/Search | tr ',' '\n' | field name)"
echo "found: $hit"

watch="$(printf '{"watch":{"displayName":"like the photo","condition":{"query":{"terms":[{"gist":"%s"}]}},"minScore":0.3}}' "$name" \
  | call WatchService/CreateWatch | tr ',' '\n' | field name)"
echo "watching: $watch"
second="$(printf '{"parent":"sources/curl","photo":"%s"}' "$encoded" | call GistService/CreateGist | tr ',' '\n' | field name)"
alert=""
for _ in $(seq 100); do
  alert="$(printf '{"parent":"%s"}' "$watch" | call WatchService/ListAlerts | tr ',' '\n' | field gist)"
  [ -z "$alert" ] || break
  sleep 0.2
done
echo "alert: $alert"
[ "$alert" = "$second" ]

printf '{"name":"%s"}' "$watch" | call WatchService/DeleteWatch >/dev/null
for gist in "$name" "$second"; do printf '{"name":"%s"}' "$gist" | call GistService/DeleteGist >/dev/null; done
echo "deleted: $name $second"
if printf '{"name":"%s"}' "$name" | call GistService/GetGist >/dev/null 2>&1; then
  echo "the gist is still there" >&2
  exit 1
fi
