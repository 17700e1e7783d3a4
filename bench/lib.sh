# shellcheck shell=bash
# What the measuring scripts share: ports, a gateway of their own, words about the machine, figures into documents. Sourced
# with `here` and `home` set; start_gateway also needs `io` and `loops`, machine and warn_busy `before`.

work=$(mktemp -d)
pid=
stop() {
  [ -n "$pid" ] || return 0
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  pid=
}

say() { echo "$*" >&2; }
fail() { say "$*"; exit 1; }

open_port() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
  local port
  for _ in $(seq 50); do
    port=$((20000 + RANDOM % 10000))
    open_port "$port" || { echo "$port"; return; }
  done
  fail "no free port between 20000 and 30000"
}
http_get() { # PORT PATH: the answer, head and body; nothing when nobody answers
  (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3 &&
    timeout 5 cat <&3) 2>/dev/null || true
}


token=bench-auth-token
port=$(free_port) omni=$(free_port) admin=$(free_port)

await() { # SECONDS COMMAND...: until it succeeds or the bridge is gone
  local tries=$(($1 * 5))
  shift
  for _ in $(seq "$tries"); do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; fail "it did not start"; }
    "$@" && return
    sleep 0.2
  done
  cat "$work/log" >&2
  fail "it was not ready in time"
}
ready() { [[ $(http_get "$admin" /readyz) == *" 200 "* ]]; }
idle() { [[ $(http_get "$admin" /api/calls) == *'"calls":[]'* ]]; }
start_gateway() { # sets pid, returns when it takes calls
  echo 'call-gateway.public.bind = "127.0.0.1"' >"$work/gateway.conf"
  # Only what is named here: a user's own settings must not change the figures.
  env -i PATH="$PATH" HOME="${HOME:-/}" ${JAVA_HOME:+JAVA_HOME="$JAVA_HOME"} ${JAVA_OPTS:+JAVA_OPTS="$JAVA_OPTS"} \
    PORT="$port" ADMIN_PORT="$admin" PUBLIC_HOST=bench.example TWILIO_AUTH_TOKEN="$token" PYAI_API_KEY=bench-key \
    PYAI_BASE_URL="http://127.0.0.1:$omni" GATEWAY_IO="$io" EVENT_LOOPS="$loops" PLAN_CONCURRENCY=10000 \
    DATA_DIR="$work/data" "$home/bin/call-gateway" serve --config "$work/gateway.conf" >"$work/log" 2>&1 &
  pid=$!
  await 90 ready
}

machine() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  local cpu jdk
  cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
  jdk=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.runtime.version = //p')
  echo "Machine: $(nproc) processors of \"${cpu:-$(uname -m)}\", shared with the probe; Linux $(uname -r); Java $jdk; Node" \
    "$(node --version 2>/dev/null || echo none). Load average before: $before. Event loops: $([ "$loops" = 0 ] && echo default || echo "$loops"), io: $io."
}
warn_busy() {
  awk -v load="$before" 'BEGIN { exit !(load > 0.7) }' || return 0
  echo
  echo "The machine was busy with other work (load average $before): ratios are rough, latencies mean little."
}
# Puts a text between <!-- bench/WHO: NAME --> and <!-- bench/WHO: end -->, where a file has these.
insert() { # FILE NAME TEXTFILE
  local who="bench/${0##*/}"
  grep -qF "<!-- $who: $2 -->" "$1" 2>/dev/null || return 0
  awk -v begin="<!-- $who: $2 -->" -v end="<!-- $who: end -->" -v text="$3" '
    $0 == begin { print; print ""; while ((getline line < text) > 0) print line; print ""; skip = 1; next }
    $0 == end { skip = 0 }
    !skip' "$1" >"$work/inserted"
  cat "$work/inserted" >"$1"
  say "written: $1"
}
