// callstorm: an independent load and latency probe for a gateway between Twilio Media Streams and Omni.
// One thread, epoll, loopback only. It plays both far ends:
//   - N Twilio Media Streams callers, each a WebSocket client sending one 160-byte mu-law frame per 20 ms
//   - the Omni service, a WebSocket server that answers every caller frame with the same PCM16 frame
// Each caller frame carries its sequence number in its first mu-law bytes, so an echoed frame gives the time that the
// gateway added over its two passes (caller -> Omni, Omni -> caller). The gateway's CPU time and RSS are read from
// /proc, which is the figure that survives a noisy machine: CPU ms per call-second.
//
//   --calls N --seconds S --warm S --ramp CALLS_PER_S --port P --omni-port P --pid PID --path /media
//   --voice PATH  each caller first does what Twilio does: POST the signed webhook, read <Stream url> and its
//                 <Parameter>s from the TwiML answer, open that path with a signed upgrade, repeat the parameters in
//                 `start`. Needs --token AUTH_TOKEN and --origin https://HOST (what the signatures are made over)
//   --to +1555..  the dialled number
//   --chunk MS    Omni answers in chunks of MS (150 is what the real one is said to send) and not frame by frame; the
//                 latency then contains the wait for the chunk, the CPU figure is the realistic one
//   --codec-tag 1 Omni frames carry the 0x01/0x03 tag byte (dialect C); else raw PCM16 and text JSON
//   --fanout K    replies per caller frame
//   --omni-limit K  the Omni end answers the K+1st session with 429 concurrency_limit_exceeded and Retry-After: 1
//   --run K       makes the call ids of this run its own (default: the process id)
//
// A call that is answered with other TwiML than <Connect><Stream> is counted as `parked`, not as lost.
// The last line is for programs: `result key=value ...`. Exit code 3, and late=1: the probe itself was late (p99 of its
// sends more than 10 ms after their time, or more than 1 in 1000 skipped), so the figures say nothing about the
// gateway. Exit code 1: no call was live.
//
// Build: gcc -O2 -o callstorm callstorm.c
//
// Mended since the figures that chose the design were taken with it:
//   - it listened on every interface; it now binds 127.0.0.1
//   - call ids were the same in every run, so the second run against one gateway looked like calls come back
//   - how late it was itself went unsaid, and sends skipped after a stall made a saturated run look cheap
//   - it never answered a mark, as Twilio does, so a gateway that uses marks did less than it has to in a real call
//   - agent audio longer than 8 kB in one message (--chunk 1000 and more) overran a buffer
//   - a stall while calls were set up stayed in the latency of a gateway that paces, as an echo never pauses and what
//   is
//     held for its time is then held for ever; the agent now flushes once, a second before measuring begins
//   - delivered compared what came back in the measured time with what was sent in it, which with chunks is not the
//   same
//     audio; it now follows the frames that were sent in it, for a second more
//   - what the host of a virtual machine took away in the measured time went unsaid; it is stolen_pct now
//   - RSS was given without what it was before the calls; the page size was taken to be 4 KiB; no live call meant "inf"
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

enum { CALLER, OMNI_LISTEN, OMNI };
typedef struct conn {
    struct conn *next, *prev;
    int fd, kind, id, state;
    uint8_t *in;
    int inlen, incap;
    uint8_t *out;
    int outlen, outcap, outoff;
    uint32_t seq;
    char sid[40];
    char params[900];
    char path[300];
    int step;
    uint8_t *acc;
    int acclen;
} conn;
static int ep;
static conn **callers;
static int CHUNK = 20, N = 100, SECS = 10, WARM = 4, OPORT = 9099, PORT = 8080, TAG = 0, RAMP = 200, OUTF = 1;
static int PID = 0, RUN = 0;
static const char *PATH_ = "/media";
static char HOST[64] = "127.0.0.1";
static const char *VOICE = 0, *TOKEN = 0, *ORIGIN = "https://localhost", *TO = "+15550100";
static uint64_t parked, peak, refused429;
static int OLIMIT = 1 << 30;
static uint64_t t_meas0, t_meas1;
static uint64_t sent, measured, omni_in, back, clears, marks, lost_conn, omni_conns, other;
#define HB 200000
static uint32_t *hist;
static uint64_t hn;
#define SLOTS 512
#define LATE_BINS 1000 // of 1 ms
static uint32_t late[LATE_BINS];
static uint64_t lates, skipped;
static uint64_t *ts; // send time by [call][seq%SLOTS]
static void want(conn *c) {
    struct epoll_event e = {.events = EPOLLIN | (c->outlen > c->outoff ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}
static void flush_(conn *c) {
    while (c->outoff < c->outlen) {
        ssize_t k = write(c->fd, c->out + c->outoff, c->outlen - c->outoff);
        if (k < 0) {
            if (errno == EAGAIN) {
                break;
            }
            return;
        }
        c->outoff += k;
    }
    if (c->outoff == c->outlen) {
        c->outoff = c->outlen = 0;
    }
    want(c);
}
static void push(conn *c, const void *p, int n) {
    int idle = c->outlen == c->outoff;
    if (idle) {
        ssize_t k = write(c->fd, p, n);
        if (k == n) {
            return;
        }
        if (k < 0) {
            k = 0;
        }
        p = (char *)p + k;
        n -= k;
    }
    if (c->outlen + n > c->outcap) {
        c->outcap = (c->outlen + n) * 2;
        c->out = realloc(c->out, c->outcap);
    }
    memcpy(c->out + c->outlen, p, n);
    c->outlen += n;
    want(c);
}
static void ws_send(conn *c, int op, const uint8_t *p, int n, int mask) {
    static uint8_t f[70016];
    int h = 2;
    f[0] = 0x80 | op;
    if (n < 126) {
        f[1] = n;
    } else {
        f[1] = 126;
        f[2] = n >> 8;
        f[3] = n;
        h = 4;
    }
    if (mask) {
        f[1] |= 0x80;
        uint8_t m[4] = {0x5a, 0x13, 0xc7, 0x2e};
        memcpy(f + h, m, 4);
        h += 4;
        for (int i = 0; i < n; i++) {
            f[h + i] = p[i] ^ m[i & 3];
        }
    } else {
        memcpy(f + h, p, n);
    }
    push(c, f, h + n);
}
static conn *all; // every open connection
static conn *mk(int fd, int kind) {
    conn *c = calloc(1, sizeof *c);
    c->fd = fd;
    c->kind = kind;
    c->next = all;
    if (all) {
        all->prev = c;
    }
    all = c;
    c->incap = 8192;
    c->in = malloc(c->incap);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    return c;
}
static void nodelay(int fd) {
    int o = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &o, sizeof o);
    fcntl(fd, F_SETFL, O_NONBLOCK);
}
static void sign(const char *msg, int n, char *o) {
    uint8_t d[20];
    hmac_sha1(TOKEN ? TOKEN : "", msg, n, d);
    b64e(d, 20, o);
}
static void ask_upgrade(conn *c) {
    char u[400], sg[40] = "";
    int n = snprintf(u, sizeof u, "wss%s%s", strchr(ORIGIN, ':'), c->path);
    sign(u, n, sg);
    char r[1200];
    n = snprintf(r, sizeof r,
                 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: "
                 "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
                 "13\r\nX-Twilio-Signature: %s\r\nUser-Agent: TwilioMediaStreams\r\n\r\n",
                 c->path, PORT, sg);
    c->step = 1;
    push(c, r, n);
}
static void ask_voice(conn *c) {
    char body[600], m[1400], sg[40];
    char to[40] = "%2B";
    strcat(to, TO + 1);
    int id = c->id + 1;
    snprintf(body, sizeof body,
             "AccountSid=AC%032x&ApiVersion=2010-04-01&CallSid=CA%08x%024x&CallStatus=ringing&Direction=inbound&From=%%"
             "2B1555%07d&To=%s",
             7, RUN, id, id, to);
    int n = snprintf(
        m, sizeof m,
        "%s%sAccountSidAC%032xApiVersion2010-04-01CallSidCA%08x%024xCallStatusringingDirectioninboundFrom+1555%07dTo%s",
        ORIGIN, VOICE, 7, RUN, id, id, TO);
    sign(m, n, sg);
    char r[1600];
    n = snprintf(
        r, sizeof r,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        "%zu\r\nX-Twilio-Signature: %s\r\nUser-Agent: TwilioProxy/1.1\r\n\r\n%s",
        VOICE, PORT, strlen(body), sg, body);
    c->step = 0;
    push(c, r, n);
}
// reads <Stream url="wss://host/path"> and <Parameter name="" value=""/> (attribute order free) from a TwiML answer
static int attr(const char *tag, const char *end, const char *name, char *o, int cap) {
    char k[24];
    snprintf(k, sizeof k, "%s=\"", name);
    const char *p = strstr(tag, k);
    if (!p || p > end) {
        return 0;
    }
    p += strlen(k);
    const char *e = strchr(p, '"');
    if (!e || e - p >= cap) {
        return 0;
    }
    memcpy(o, p, e - p);
    o[e - p] = 0;
    return 1;
}
static int twiml(conn *c, char *x) {
    char *s = strstr(x, "<Stream");
    if (!s) {
        return 0;
    }
    char url[400];
    if (!attr(s, strchr(s, '>'), "url", url, sizeof url)) {
        return 0;
    }
    char *p = strstr(url, "://");
    p = p ? strchr(p + 3, '/') : 0;
    snprintf(c->path, sizeof c->path, "%s", p ? p : "/");
    int n = 0;
    c->params[0] = 0;
    for (char *q = s; (q = strstr(q, "<Parameter")); q++) {
        char a[200], v[400];
        char *e = strchr(q, '>');
        if (attr(q, e, "name", a, sizeof a) && attr(q, e, "value", v, sizeof v)) {
            n += snprintf(c->params + n, sizeof c->params - n, "%s\"%s\":\"%s\"", n ? "," : "", a, v);
        }
    }
    return 1;
}
static void dial(int id) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    inet_pton(AF_INET, HOST, &a.sin_addr);
    // spread local addresses so tens of thousands of calls do not exhaust ports
    struct sockaddr_in l = {.sin_family = AF_INET};
    l.sin_addr.s_addr = htonl(0x7f000001 + (id / 20000));
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    bind(fd, (void *)&l, sizeof l);
    if (connect(fd, (void *)&a, sizeof a) < 0) {
        if (!lost_conn) {
            perror("connect");
        }
        close(fd);
        lost_conn++;
        return;
    }
    nodelay(fd);
    conn *c = mk(fd, CALLER);
    c->id = id;
    snprintf(c->sid, sizeof c->sid, "MZ%08x%024x", RUN, id + 1);
    callers[id] = c;
    snprintf(c->path, sizeof c->path, "%s", PATH_);
    if (VOICE) {
        ask_voice(c);
    } else {
        ask_upgrade(c);
    }
}
static void drop(conn *c) {
    if (c->kind == CALLER) {
        callers[c->id] = NULL;
        lost_conn++;
    } else if (c->state) {
        omni_conns--;
    }
    *(c->prev ? &c->prev->next : &all) = c->next;
    if (c->next) {
        c->next->prev = c->prev;
    }
    epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, 0);
    close(c->fd);
    free(c->in);
    free(c->out);
    free(c->acc);
    free(c);
}
static void caller_text(conn *c, char *p, int n) {
    p[n] = 0;
    if (strstr(p, "\"media\"")) {
        char *q = strstr(p, "\"payload\"");
        if (!q) {
            other++;
            return;
        }
        q = strchr(q + 9, '"');
        if (!q) {
            return;
        }
        q++;
        static uint8_t b[1 << 16];
        char *e = memchr(q, '"', p + n - q);
        int k = e && e - q <= (int)sizeof b / 3 * 4 ? b64d(q, e - q, b) : 0;
        back++;
        uint64_t t = now_us();
        for (int o = 0; o + 160 <= k || o == 0; o += 160) {
            if (k - o < 6) {
                break;
            }
            if (b[o] != 0xA5 || b[o + 1] != 0x11) {
                continue;
            }
            uint32_t s = (b[o + 2] & 63) | (b[o + 3] & 63) << 6 | (b[o + 4] & 63) << 12;
            uint64_t *sent_at = &ts[(uint64_t)c->id * SLOTS + s % SLOTS], t0 = *sent_at;
            *sent_at = 0;
            if (t0 && t0 >= t_meas0 && t0 < t_meas1) {
                uint64_t d = (t - t0) / 10;
                if (d >= HB) {
                    d = HB - 1;
                }
                hist[d]++;
                hn++;
            }
        }
    } else if (strstr(p, "\"clear\"")) {
        clears++;
    } else if (strstr(p, "\"mark\"")) {
        marks++;
        char name[200] = "", j[400];
        sscanf(strstr(p, "\"name\"") ? strstr(p, "\"name\"") : "", "\"name\":\"%190[^\"]", name);
        int l =
            snprintf(j, sizeof j,
                     "{\"event\":\"mark\",\"sequenceNumber\":\"%u\",\"streamSid\":\"%s\",\"mark\":{\"name\":\"%s\"}}",
                     c->seq + 2, c->sid, name);
        ws_send(c, 1, (uint8_t *)j, l, 1);
    } else {
        other++;
    }
}
static void omni_event(conn *c, const char *json) {
    char t[200] = "\x03";
    strcat(t, json);
    if (TAG) {
        ws_send(c, 2, (uint8_t *)t, strlen(t), 0);
    } else {
        ws_send(c, 1, (const uint8_t *)json, strlen(json), 0);
    }
}
// mu-law byte values used: 0xA5 0x11 marker, then 3 x (0x00..0x3F); all survive decode/encode unchanged.
static void omni_bin(conn *c, uint8_t *p, int n) {
    omni_in++;
    if (n && p[0] == 3 && (n < 20 || p[1] == '{')) {
        other++;
        if (n > 1 && memmem(p, n, "configure", 9)) {
            const char *k = "\x03{\"event\":\"config_ack\"}";
            ws_send(c, 2, (const uint8_t *)k, strlen(k), 0);
        }
        return;
    }
    static uint8_t b[70000];
    int h = 0;
    if (n & 1) {
        p++;
        n--;
    }
    if (CHUNK > 20) {
        if (!c->acc) {
            c->acc = malloc(65536);
        }
        if (c->acclen + n <= 65536) {
            memcpy(c->acc + c->acclen, p, n);
            c->acclen += n;
        }
        if (c->acclen < CHUNK * 16) {
            return;
        }
        p = c->acc;
        n = c->acclen;
        c->acclen = 0;
    }
    if (TAG) {
        b[h++] = 1;
    }
    memcpy(b + h, p, n);
    for (int i = 0; i < OUTF; i++) {
        ws_send(c, 2, b, h + n, 0);
    }
}
static int frames(conn *c) {
    int o = 0;
    for (;;) {
        int r = c->inlen - o;
        uint8_t *p = c->in + o;
        if (r < 2) {
            break;
        }
        int op = p[0] & 15, m = p[1] >> 7;
        uint64_t n = p[1] & 127;
        int h = 2;
        if (n == 126) {
            if (r < 4) {
                break;
            }
            n = p[2] << 8 | p[3];
            h = 4;
        } else if (n == 127) {
            if (r < 10) {
                break;
            }
            n = 0;
            for (int i = 0; i < 8; i++) {
                n = n << 8 | p[2 + i];
            }
            h = 10;
        }
        uint8_t *mk_ = p + h;
        if (m) {
            h += 4;
        }
        if ((uint64_t)r < h + n) {
            break;
        }
        uint8_t *d = p + h;
        if (m) {
            for (uint64_t i = 0; i < n; i++) {
                d[i] ^= mk_[i & 3];
            }
        }
        o += h + n;
        if (op == 8) {
            return -1;
        } else if (op == 9) {
            ws_send(c, 10, d, n, c->kind == CALLER);
        } else if (c->kind == CALLER && op == 1) {
            uint8_t sv = d[n];
            caller_text(c, (char *)d, n);
            d[n] = sv;
        } else if (c->kind == OMNI && op == 2) {
            omni_bin(c, d, n);
        } else if (c->kind == OMNI && op == 1) {
            other++;
        }
    }
    if (o) {
        memmove(c->in, c->in + o, c->inlen - o);
        c->inlen -= o;
    }
    return 0;
}
static int on_read(conn *c) {
    for (;;) {
        if (c->incap - c->inlen < 4097) {
            c->incap *= 2;
            c->in = realloc(c->in, c->incap);
        }
        ssize_t k = read(c->fd, c->in + c->inlen, c->incap - c->inlen - 1);
        if (k == 0) {
            return -1;
        }
        if (k < 0) {
            if (errno == EAGAIN) {
                break;
            }
            return -1;
        }
        c->inlen += k;
        if (!c->state) {
            c->in[c->inlen] = 0;
            char *e = strstr((char *)c->in, "\r\n\r\n");
            if (!e) {
                continue;
            }
            int hl = e + 4 - (char *)c->in;
            if (c->kind == CALLER && VOICE && c->step == 0) {
                char *cl = strcasestr((char *)c->in, "Content-Length:");
                int body = cl ? atoi(cl + 15) : 0;
                if (c->inlen < hl + body) {
                    continue;
                }
                if (strncmp((char *)c->in, "HTTP/1.1 200", 12)) {
                    static int said;
                    if (!said++) {
                        fprintf(stderr, "webhook: %.400s\n", c->in);
                    }
                    return -1;
                }
                if (!twiml(c, (char *)c->in + hl)) {
                    parked++;
                    c->inlen = 0;
                    continue;
                }
                c->inlen = 0;
                ask_upgrade(c);
                continue;
            }
            if (c->kind == CALLER) {
                if (strncmp((char *)c->in, "HTTP/1.1 101", 12)) {
                    fprintf(stderr, "caller %d refused: %.60s\n", c->id, c->in);
                    return -1;
                }
                memmove(c->in, c->in + hl, c->inlen - hl);
                c->inlen -= hl;
                c->state = 1;
                char j[2400];
                int n = snprintf(j, sizeof j, "{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
                ws_send(c, 1, (uint8_t *)j, n, 1);
                n = snprintf(
                    j, sizeof j,
                    "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"start\":{\"accountSid\":\"AC%032x\",\"streamSid\":"
                    "\"%s\",\"callSid\":\"CA%08x%024x\",\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":\"audio/"
                    "x-mulaw\",\"sampleRate\":8000,\"channels\":1},\"customParameters\":{%s}},\"streamSid\":\"%s\"}",
                    7, c->sid, RUN, c->id + 1, c->params, c->sid);
                ws_send(c, 1, (uint8_t *)j, n, 1);
            } else {
                if (!strncmp((char *)c->in, "GET /v1/me", 10) || !strncmp((char *)c->in, "GET /v1/models", 14) ||
                    !strncmp((char *)c->in, "GET /v1/voices", 14)) {
                    char b[] = "{\"limits\":{\"rps\":100000,\"burst\":100000,\"concurrency\":100000},\"scopes\":["
                               "\"omni:session\"],\"status\":\"active\",\"data\":[]}",
                         r[400];
                    int n =
                        snprintf(r, sizeof r,
                                 "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                                 strlen(b), b);
                    push(c, r, n);
                    c->inlen = 0;
                    continue;
                }
                if ((int)omni_conns >= OLIMIT) {
                    refused429++;
                    char b[] = "{\"error\":{\"message\":\"too many "
                               "sessions\",\"type\":\"rate_limit_error\",\"code\":\"concurrency_limit_exceeded\","
                               "\"param\":null}}",
                         r[500];
                    int n = snprintf(r, sizeof r,
                                     "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Type: "
                                     "application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                                     strlen(b), b);
                    push(c, r, n);
                    return -1;
                }
                char *key = strcasestr((char *)c->in, "Sec-WebSocket-Key:");
                char kk[128] = {0};
                if (!key) {
                    return -1;
                }
                sscanf(key + 18, " %60s", kk);
                strcat(kk, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
                uint8_t d[20];
                sha1((uint8_t *)kk, strlen(kk), d);
                char a[40];
                b64e(d, 20, a);
                char proto[300] = "";
                char *pr = strcasestr((char *)c->in, "Sec-WebSocket-Protocol:");
                if (pr) {
                    char v[256] = {0};
                    sscanf(pr + 23, " %250[^,\r\n]", v);
                    snprintf(proto, sizeof proto, "Sec-WebSocket-Protocol: %s\r\n", v);
                }
                char r[600];
                int n = snprintf(r, sizeof r,
                                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                                 "Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
                                 a, proto);
                push(c, r, n);
                memmove(c->in, c->in + hl, c->inlen - hl);
                c->inlen -= hl;
                c->state = 1;
                omni_conns++;
                if (omni_conns > peak) {
                    peak = omni_conns;
                }
                const char *ev[] = {
                    "{\"event\":\"hello\",\"protocol\":2,\"audio_in\":\"pcm16@8000\",\"audio_out\":\"pcm16@8000\"}",
                    "{\"event\":\"session_started\"}"};
                for (int i = 0; i < 2; i++) {
                    omni_event(c, ev[i]);
                }
            }
        }
        if (frames(c) < 0) {
            return -1;
        }
    }
    return 0;
}
static void send_media(conn *c) {
    uint8_t u[160];
    uint32_t s = c->seq++;
    u[0] = 0xA5;
    u[1] = 0x11;
    u[2] = s & 63;
    u[3] = s >> 6 & 63;
    u[4] = s >> 12 & 63;
    for (int i = 5; i < 160; i++) {
        u[i] = (uint8_t)(i * 37 + s) | 0x80;
    }
    char b[256];
    b64e(u, 160, b);
    char j[512];
    int n = snprintf(j, sizeof j,
                     "{\"event\":\"media\",\"sequenceNumber\":\"%u\",\"media\":{\"track\":\"inbound\",\"chunk\":\"%u\","
                     "\"timestamp\":\"%u\",\"payload\":\"%s\"},\"streamSid\":\"%s\"}",
                     s + 2, s + 1, s * 20, b, c->sid);
    uint64_t now = now_us();
    ts[(uint64_t)c->id * SLOTS + s % SLOTS] = now;
    measured += now >= t_meas0 && now < t_meas1;
    ws_send(c, 1, (uint8_t *)j, n, 1);
    sent++;
}
static uint64_t cpu_ticks(int pid, long *rss) {
    if (!pid) {
        return 0;
    }
    char p[64];
    snprintf(p, 64, "/proc/%d/stat", pid);
    FILE *f = fopen(p, "r");
    if (!f) {
        return 0;
    }
    char l[2048];
    l[fread(l, 1, 2047, f)] = 0;
    fclose(f);
    char *q = strrchr(l, ')');
    unsigned long ut, st;
    long r;
    sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %*u %*u %ld", &ut, &st,
           &r);
    *rss = r * sysconf(_SC_PAGESIZE);
    return ut + st;
}
// What the host gave to other machines while this one had work, and all time, both in ticks of all processors.
static void stolen_ticks(uint64_t *stolen, uint64_t *all) {
    *stolen = *all = 0;
    FILE *f = fopen("/proc/stat", "r");
    if (!f) {
        return;
    }
    unsigned long t[8] = {0};
    int n = fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", t, t + 1, t + 2, t + 3, t + 4, t + 5, t + 6, t + 7);
    fclose(f);
    for (int i = 0; i < n; i++) {
        *all += t[i];
    }
    *stolen = t[7];
}
static uint64_t percentile(const uint32_t *bins, int count, uint64_t total, double p) {
    uint64_t below = total * p, seen = 0;
    for (int i = 0; i < count; i++) {
        seen += bins[i];
        if (seen > below) {
            return i;
        }
    }
    return count;
}
static uint64_t pct(double p) {
    return percentile(hist, HB, hn, p) * 10;
}
int main(int ac, char **av) {
    signal(SIGPIPE, SIG_IGN);
    RUN = getpid();
    struct {
        const char *name;
        int *number;
        const char **text;
    } options[] = {
        {"--calls", &N, 0},     {"--seconds", &SECS, 0}, {"--warm", &WARM, 0},     {"--omni-port", &OPORT, 0},
        {"--port", &PORT, 0},   {"--pid", &PID, 0},      {"--codec-tag", &TAG, 0}, {"--ramp", &RAMP, 0},
        {"--fanout", &OUTF, 0}, {"--chunk", &CHUNK, 0},  {"--run", &RUN, 0},       {"--omni-limit", &OLIMIT, 0},
        {"--path", 0, &PATH_},  {"--voice", 0, &VOICE},  {"--token", 0, &TOKEN},   {"--origin", 0, &ORIGIN},
        {"--to", 0, &TO},
    };
    int known = sizeof options / sizeof *options;
    for (int i = 1; i < ac; i += 2) {
        int o = 0;
        while (o < known && strcmp(av[i], options[o].name)) {
            o++;
        }
        if (o == known || i + 1 == ac) {
            fprintf(stderr, o == known ? "%s: no such option\n" : "%s: its value is missing\n", av[i]);
            return 2;
        }
        if (options[o].number) {
            *options[o].number = atoi(av[i + 1]);
        } else {
            *options[o].text = av[i + 1];
        }
    }
    if (N < 1 || SECS < 1 || RAMP < 1 || CHUNK < 20 || CHUNK > 2000) {
        fprintf(stderr, "--calls, --seconds, --ramp: at least 1; --chunk: 20 to 2000\n");
        return 2;
    }
    memset(D64, -1, 256);
    for (int i = 0; i < 64; i++) {
        D64[(int)B64[i]] = i;
    }
    struct rlimit rl = {200000, 200000};
    setrlimit(RLIMIT_NOFILE, &rl);
    ep = epoll_create1(0);
    callers = calloc(N, sizeof *callers);
    ts = calloc((size_t)N * SLOTS, 8);
    hist = calloc(HB, 4);
    int lf = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    setsockopt(lf, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(OPORT)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(lf, (void *)&a, sizeof a) || listen(lf, 4096)) {
        perror("omni bind");
        return 1;
    }
    fcntl(lf, F_SETFL, O_NONBLOCK);
    mk(lf, OMNI_LISTEN);
    uint64_t t0 = now_us();
    int dialed = 0;
    long rss_idle = 0, rss0 = 0, rss1 = 0;
    uint64_t c0 = cpu_ticks(PID, &rss_idle), c1 = 0;
    uint64_t stolen0 = 0, stolen1 = 0, all0 = 0, all1 = 0;
    uint64_t rampus = (uint64_t)N * 1000000 / RAMP;
    t_meas0 = t0 + rampus + WARM * 1000000ull;
    t_meas1 = t_meas0 + SECS * 1000000ull;
    int st = 0, flushed = 0;
    uint64_t m_sent = 0, m_back = 0, m_oin = 0, drain = 1000000 + CHUNK * 1000ull;
    struct timespec g0, g1;
    uint64_t tick = 0;
    struct epoll_event ev[1024];
    for (;;) {
        uint64_t t = now_us() - t0;
        while (dialed < N && dialed < (int)(t * RAMP / 1000000) + 1) {
            dial(dialed);
            dialed++;
            if (dialed % 64 == 0) {
                break;
            }
        }
        uint64_t nowms = (now_us() - t0) / 1000;
        // Behind by more than two frames: what is missed is not made up for, but said.
        for (; nowms > tick + 40; tick++) {
            skipped += st == 1;
        }
        for (; tick < nowms; tick++) {
            for (int i = tick % 20; i < N; i += 20) {
                conn *c = callers[i];
                if (c && c->state) {
                    send_media(c);
                    if (st == 1) {
                        uint64_t ms = (now_us() - t0) / 1000 - tick - 1;
                        late[ms < LATE_BINS ? ms : LATE_BINS - 1]++;
                        lates++;
                    }
                }
            }
        }
        uint64_t n = now_us();
        if (!flushed && WARM > 1 && n + 1000000 >= t_meas0) {
            flushed = 1;
            for (conn *c = all; c; c = c->next) {
                if (c->kind == OMNI && c->state) {
                    c->acclen = 0;
                    omni_event(c, "{\"type\":\"flush\",\"event\":\"flush\",\"reason\":\"energy\"}");
                }
            }
        }
        if (st == 0 && n >= t_meas0) {
            c0 = cpu_ticks(PID, &rss0);
            stolen_ticks(&stolen0, &all0);
            m_sent = sent;
            m_back = back;
            m_oin = omni_in;
            st = 1;
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &g0);
        }
        if (st == 1 && n >= t_meas1) {
            c1 = cpu_ticks(PID, &rss1);
            stolen_ticks(&stolen1, &all1);
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &g1);
            m_sent = sent - m_sent;
            m_back = back - m_back;
            m_oin = omni_in - m_oin;
            st = 2;
        }
        // What was sent in the last moment is still on its way; calls go on as before.
        if (st == 2 && (hn >= measured || n >= t_meas1 + drain)) {
            break;
        }
        int k = epoll_wait(ep, ev, 1024, 1);
        for (int i = 0; i < k; i++) {
            conn *c = ev[i].data.ptr;
            if (c->kind == OMNI_LISTEN) {
                int f;
                while ((f = accept(lf, 0, 0)) >= 0) {
                    nodelay(f);
                    mk(f, OMNI);
                }
                continue;
            }
            int bad = 0;
            if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
                bad = on_read(c);
            }
            if (!bad && ev[i].events & EPOLLOUT) {
                flush_(c);
            }
            if (bad < 0) {
                drop(c);
            }
        }
    }
    int live = 0;
    for (int i = 0; i < N; i++) {
        live += callers[i] && callers[i]->state;
    }
    double s = SECS, cpu = (c1 - c0) * 1000.0 / sysconf(_SC_CLK_TCK);
    double own = ((g1.tv_sec - g0.tv_sec) + (g1.tv_nsec - g0.tv_nsec) / 1e9) / s;
    double delivered = measured ? (double)hn / measured : 0;
    uint64_t late99 = percentile(late, LATE_BINS, lates, .99);
    printf("calls=%d live=%d parked=%lu omni=%lu lost=%lu sent/s=%.0f omni_in/s=%.0f back/s=%.0f delivered=%.4f "
           "clears=%lu marks=%lu other=%lu omni_peak=%lu omni_429=%lu\n",
           N, live, parked, omni_conns, lost_conn, m_sent / s, m_oin / s, m_back / s, delivered, clears, marks, other,
           peak, refused429);
    printf("latency_us p50=%lu p90=%lu p99=%lu p99.9=%lu n=%lu; own lateness p99=%lu ms, %lu ms skipped, own cpu=%.2f "
           "cores\n",
           pct(.5), pct(.9), pct(.99), pct(.999), hn, late99, skipped, own);
    if (!live) {
        fprintf(stderr, "no call was live at the end\n");
        return 1;
    }
    int too_late = late99 > 10 || skipped > (uint64_t)SECS;
    double per_call = cpu / s / live;
    printf("gateway cpu=%.2f cores, %.4f cpu-ms per call-second => %.0f calls/core; rss=%.0f MB\n", cpu / 1000 / s,
           per_call, per_call > 0 ? 1000 / per_call : 0, rss1 / 1e6);
    printf(
        "result calls=%d live=%d cpu_ms=%.4f delivered=%.4f p50_us=%lu p99_us=%lu rss_before=%ld rss=%ld late_ms=%lu "
        "skipped_ms=%lu own_cores=%.2f stolen_pct=%.1f late=%d\n",
        N, live, per_call, delivered, pct(.5), pct(.99), rss_idle, rss1, late99, skipped, own,
        all1 > all0 ? (stolen1 - stolen0) * 100.0 / (all1 - all0) : 0, too_late);
    return too_late ? 3 : 0;
}
