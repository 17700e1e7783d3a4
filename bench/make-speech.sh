#!/bin/sh
# Makes src/main/resources/speech/*.ulaw again: headerless mu-law, 8 kHz, mono, one file per spoken line.
# Needs espeak-ng and sox. Each line is trimmed of silence at both ends, faded in and out over 5 ms (an abrupt edge clicks)
# and brought to the same loudness, well below clipping.
set -eu
cd "$(dirname "$0")/../src/main/resources/speech"

AGENT="-v en-us+f3 -p 52 -s 185"
CALLER="-v en-us+m3 -p 38 -s 180"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { # file, voice options, text
    # shellcheck disable=SC2086 # the options are several words
    espeak-ng $2 -w "$work/said.wav" "$3"
    sox -D "$work/said.wav" -r 8000 "$work/trimmed.wav" highpass 120 \
        silence 1 0.02 0.4% reverse silence 1 0.02 0.4% reverse
    sox -D "$work/trimmed.wav" -t raw -e mu-law "$1.ulaw" fade t 0.005 -0 0.005 gain -n -6
}

say agent-greeting "$AGENT" "Harbour hotel, good morning. How can I help?"
say caller-question "$CALLER" "Hi. What time is breakfast tomorrow?"
say agent-answer "$AGENT" "Breakfast is from seven until half past ten in the garden room. On Sundays it goes on until noon, with live music on the terrace."
say caller-interruption "$CALLER" "Sorry, can I have it in my room?"
say agent-short-answer "$AGENT" "Of course, from seven. To get the menu by text, press one."
say agent-key-reply "$AGENT" "Done, the menu is on its way. Anything else?"
say caller-goodbye "$CALLER" "No, that is all. Goodbye."
say agent-goodbye "$AGENT" "Thank you for calling. Goodbye."
say caller-human "$CALLER" "Can I speak to a person, please?"
say agent-transfer "$AGENT" "Certainly. I will connect you now."
say agent-not-understood "$AGENT" "Sorry, could you say that again?"

wc -c ./*.ulaw
