// The guide's own design (one Node process, ws + alawmulaw), written out as the peer to measure beside the gateway.
// usage: npm ci; PORT=8081 OMNI_URL=ws://127.0.0.1:9099/v1/omni node peer-node.mjs
//
// Mended since the figures that chose the design were taken with it: it listened on every interface, and a message
// that ws hands over at an odd address ended the process with a RangeError.
import http from "node:http";
import { WebSocketServer, WebSocket } from "ws";
import alawmulaw from "alawmulaw";
const { mulaw } = alawmulaw;
const PORT = Number(process.env.PORT ?? 8081);
const OMNI = process.env.OMNI_URL ?? "ws://127.0.0.1:9099/v1/omni";
const server = http.createServer((req, res) => {
  res.setHeader("content-type", "text/xml");
  res.end(`<Response><Connect><Stream url="wss://${req.headers.host}/media"/></Connect></Response>`);
});
const wss = new WebSocketServer({ server, path: "/media", perMessageDeflate: false });
wss.on("connection", (twilio) => {
  let sid = null;
  const omni = new WebSocket(`${OMNI}?agent_id=a&format=pcm16&rate=8000`, ["pyai-key.pyai_test_x"], { perMessageDeflate: false });
  omni.on("message", (data, isBinary) => {
    if (isBinary) {
      if (!sid) return;
      const even = data.byteOffset & 1 ? Uint8Array.from(data) : data;
      const pcm = new Int16Array(even.buffer, even.byteOffset, even.length >> 1);
      const payload = Buffer.from(mulaw.encode(pcm)).toString("base64");
      twilio.send(JSON.stringify({ event: "media", streamSid: sid, media: { payload } }));
    } else {
      const e = JSON.parse(data.toString());
      if ((e.event ?? e.type) === "flush") twilio.send(JSON.stringify({ event: "clear", streamSid: sid }));
    }
  });
  twilio.on("message", (raw) => {
    const m = JSON.parse(raw.toString());
    if (m.event === "start") sid = m.start.streamSid;
    else if (m.event === "media") {
      if (omni.readyState !== WebSocket.OPEN) return;
      const pcm = mulaw.decode(Buffer.from(m.media.payload, "base64"));
      omni.send(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
    } else if (m.event === "stop") omni.close();
  });
  twilio.on("close", () => omni.close());
  omni.on("close", () => twilio.close());
  omni.on("error", () => twilio.close());
  twilio.on("error", () => omni.close());
});
server.listen(PORT, "127.0.0.1");
