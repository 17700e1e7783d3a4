#!/bin/sh
# Makes src/main/resources/hold/hold.wav again: what waiting callers hear by default. Mu-law, 8 kHz, 7.2 s, about -24 dBFS.
# The music is in src/test/java/callgateway/routing/HoldComposer.java, and is ours. Needs a JDK and Maven.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B test-compile
java -cp target/classes:target/test-classes callgateway.routing.HoldComposer src/main/resources/hold/hold.wav
wc -c src/main/resources/hold/hold.wav
