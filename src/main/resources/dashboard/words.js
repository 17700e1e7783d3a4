// Values in words.

export const words = (value) => String(value ?? "").replaceAll("_", " ");

export const sentence = (value) => {
  const text = words(value);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export function age(fromIso, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(fromIso)) / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export const ms = (value) => (value === undefined || value === null ? "–" : value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`);

export const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** The bound that so large a part stays below, "> BOUND" when it is beyond the last one; null without any. */
export function quantile(latency, part) {
  if (!latency || latency.count === 0) return null;
  const wanted = latency.count * part;
  const bucket = latency.buckets.find(([, count]) => count >= wanted);
  return bucket ? `≤ ${ms(bucket[0])}` : `> ${ms(latency.buckets.at(-1)?.[0] ?? 0)}`;
}

const KINDS = {
  callers_overflowed: "Sent elsewhere",
  agent_turned_away: "Omni had no room",
  agent_attempts_failed: "Attempt to reach the agent failed",
  streams_refused: "Media stream refused",
  transfers_refused: "Transfer refused",
  webhooks: "Webhook",
};

export const kind = (value) => KINDS[value] ?? sentence(value);

/** A moment of a call's story: who it is about, and what happened. */
export function moment(one) {
  switch (one.event) {
    case "said":
      return [one.speaker, `${sentence(one.speaker)}: ${one.text}`];
    case "stream_started":
      return ["", "The caller's stream began"];
    case "stream_missing":
      return ["bad", "The stream that was announced to Twilio never came"];
    case "agent_dialled":
      return ["", one.attempt > 1 ? `The agent is dialled, attempt ${one.attempt}` : "The agent is dialled"];
    case "agent_ready":
      return ["", `The agent is ready, ${ms(one.sinceStartMs)} after the start`];
    case "agent_heard":
      return ["", `The caller hears the agent, ${ms(one.sinceStartMs)} after the start`];
    case "agent_lost":
      return ["bad", `${one.inMidCall ? "The agent is lost" : "The attempt failed"}: ${words(one.reason)} (${one.what})`];
    case "interrupted":
      return ["caller", `The caller interrupts, having heard ${ms(one.heardMs)}`];
    case "heard_after_flush":
      return ["", `${ms(one.heardMs)} of the old answer were still heard, at the most`];
    case "turn":
      return ["agent", `The agent answers after ${ms(one.latencyMs)}`];
    case "corrected":
      return ["agent", one.reply ? `Heard of the reply: ${one.reply}` : "Nothing was heard of the reply"];
    case "keys_pressed":
      return ["caller", one.count === 1 ? "The caller pressed a key" : `The caller pressed ${one.count} keys`];
    case "tones_played":
      return ["agent", `${one.count} key tones were played`];
    case "held":
      return ["agent", one.atMostMs ? `On hold, for ${ms(one.atMostMs)} at the most` : "On hold"];
    case "collecting":
      return ["agent", `Collects ${one.field ?? "a value"}${one.byKeys ? ", by keys" : ""}`];
    case "recording_started":
      return ["", one.consent === "said" ? "Recorded from here on; the caller was told" : "Recorded from here on"];
    case "recording_refused":
      return ["", "Not recorded, though the pool wants it"];
    case "recording_paused":
      return ["", one.by === "keys" ? "The recording pauses because of keys" : "An operator paused the recording"];
    case "recording_resumed":
      return ["", "The recording goes on"];
    case "recording_ended":
      return ["", `A recording of ${ms(one.lengthMs)} is kept (${words(one.why)})`];
    case "recording_deleted":
      return ["", `A recording was deleted (${one.by})`];
    case "tool_run":
      return [one.outcome === "answered" ? "" : "bad", `Tool ${one.name}: ${words(one.outcome)}${one.tookMs === undefined ? "" : `, ${ms(one.tookMs)}`}`];
    case "transfer_began":
      return ["", `Handed over to ${one.to}, by the ${one.by}${one.why ? `: ${one.why}` : ""}`];
    case "transfer_ended":
      return [one.answered ? "" : "bad", `The transfer: ${words(one.outcome)}`];
    case "agent_note":
      return ["", `${sentence(one.what)}${one.detail ? `: ${one.detail}` : ""}`];
    case "audio_counted":
      return lost(one);
    case "stream_ended":
      return ["", `The stream ended: ${words(one.reason)} (${one.what})`];
    default:
      return ["", sentence(one.event)];
  }
}

/** What of the audio did not get through. */
function lost(one) {
  const parts = [
    [one.callerDroppedMs, `${ms(one.callerDroppedMs)} of the caller's`],
    [one.agentDroppedMs, `${ms(one.agentDroppedMs)} of the agent's`],
  ].flatMap(([length, text]) => (length > 0 ? [text] : []));
  const gaps = one.underruns > 0 ? `; the agent's speech broke off ${one.underruns === 1 ? "once" : `${one.underruns} times`}` : "";
  return parts.length === 0 ? ["", `All audio got through${gaps}`] : ["bad", `Audio that was dropped: ${parts.join(", ")}${gaps}`];
}
