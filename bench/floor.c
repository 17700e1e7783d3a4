// floor: the least a bridge can do on this machine: one epoll thread in C, no checks, no features, loopback only.
// caller WebSocket JSON/base64/mu-law <-> Omni WebSocket PCM16. It stands for the physical limit, not for a product.
// usage: floor PORT OMNI_PORT          build: gcc -O2 -o floor floor.c
//
// Mended since the figures that chose the design were taken with it: it listened on every interface, and agent audio
// longer than half a second in one message overran its buffers.
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
#include <unistd.h>
static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static uint8_t D64[256];
static int16_t DEC[256];
static uint8_t ENC[65536];
typedef struct conn {
    int fd, caller, state, inlen;
    struct conn *peer;
    char sid[64];
    uint8_t in[1 << 15];
} conn;
static int ep, OP;
static void nd(int fd) {
    int o = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &o, sizeof o);
    fcntl(fd, F_SETFL, O_NONBLOCK);
}
static conn *mk(int fd, int caller) {
    conn *c = calloc(1, sizeof *c);
    c->fd = fd;
    c->caller = caller;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    return c;
}
static void ws(conn *c, int op, uint8_t *p, int n, int mask) {
    static uint8_t f[1 << 17];
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
        uint8_t m[4] = {1, 2, 3, 4};
        memcpy(f + h, m, 4);
        h += 4;
        for (int i = 0; i < n; i++) {
            f[h + i] = p[i] ^ m[i & 3];
        }
    } else {
        memcpy(f + h, p, n);
    }
    if (write(c->fd, f, h + n) < 0 && errno != EAGAIN) {
        c->state = 2;
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
        int op = p[0] & 15, m = p[1] >> 7, n = p[1] & 127, h = 2;
        if (n == 126) {
            if (r < 4) {
                break;
            }
            n = p[2] << 8 | p[3];
            h = 4;
        } else if (n == 127) {
            return -1;
        }
        uint8_t *k = p + h;
        if (m) {
            h += 4;
        }
        if (r < h + n) {
            break;
        }
        uint8_t *d = p + h;
        if (m) {
            for (int i = 0; i < n; i++) {
                d[i] ^= k[i & 3];
            }
        }
        o += h + n;
        if (op == 8) {
            return -1;
        }
        if (c->caller && op == 1) {
            uint8_t *q = memmem(d, n, "\"payload\":\"", 11);
            if (q) {
                q += 11;
                uint8_t *e = memchr(q, '"', d + n - q);
                if (!c->peer || c->peer->state != 1 || !e) {
                    continue;
                }
                static int16_t b[1 << 17];
                int j = 0;
                for (; q + 3 < e; q += 4) {
                    uint32_t v = D64[q[0]] << 18 | D64[q[1]] << 12 | D64[q[2]] << 6 | D64[q[3]];
                    b[j++] = DEC[v >> 16];
                    if (q[2] != '=') {
                        b[j++] = DEC[v >> 8 & 255];
                    }
                    if (q[3] != '=') {
                        b[j++] = DEC[v & 255];
                    }
                }
                ws(c->peer, 2, (uint8_t *)b, j * 2, 1);
            } else if ((q = memmem(d, n, "\"streamSid\":\"", 13)) && !c->sid[0]) {
                memcpy(c->sid, q + 13, 34);
            }
        } else if (!c->caller && op == 2 && c->peer && c->peer->sid[0]) {
            static char j[1 << 17];
            int l = sprintf(j, "{\"event\":\"media\",\"streamSid\":\"%s\",\"media\":{\"payload\":\"", c->peer->sid);
            int N = n / 2, i = 0;
            static uint8_t u[1 << 16];
            for (i = 0; i < N; i++) {
                uint16_t x;
                memcpy(&x, d + 2 * i, 2);
                u[i] = ENC[x];
            }
            for (i = 0; i < N; i += 3) {
                uint32_t v = u[i] << 16 | (i + 1 < N ? u[i + 1] << 8 : 0) | (i + 2 < N ? u[i + 2] : 0);
                j[l++] = B64[v >> 18];
                j[l++] = B64[v >> 12 & 63];
                j[l++] = i + 1 < N ? B64[v >> 6 & 63] : '=';
                j[l++] = i + 2 < N ? B64[v & 63] : '=';
            }
            memcpy(j + l, "\"}}", 3);
            l += 3;
            ws(c->peer, 1, (uint8_t *)j, l, 0);
        }
    }
    if (o) {
        memmove(c->in, c->in + o, c->inlen - o);
        c->inlen -= o;
    }
    return 0;
}
static void gone(conn *c) {
    if (c->peer) {
        conn *p = c->peer;
        p->peer = 0;
        close(p->fd);
        free(p);
    }
    close(c->fd);
    free(c);
}
static int rd(conn *c) {
    ssize_t k = read(c->fd, c->in + c->inlen, sizeof c->in - 1 - c->inlen);
    if (k <= 0) {
        return k < 0 && errno == EAGAIN ? 0 : -1;
    }
    c->inlen += k;
    if (!c->state) {
        c->in[c->inlen] = 0;
        char *e = strstr((char *)c->in, "\r\n\r\n");
        if (!e) {
            return 0;
        }
        int h = e + 4 - (char *)c->in;
        if (c->caller) {
            char *r = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                      "Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
            if (write(c->fd, r, strlen(r)) < 0) {
                return -1;
            }
            int f = socket(AF_INET, SOCK_STREAM, 0);
            struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(OP)};
            inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
            if (connect(f, (void *)&a, sizeof a)) {
                return -1;
            }
            nd(f);
            conn *u = mk(f, 0);
            u->peer = c;
            c->peer = u;
            char *q = "GET /v1/omni HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: "
                      "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
            if (write(f, q, strlen(q)) < 0) {
                return -1;
            }
        }
        c->state = 1;
        memmove(c->in, c->in + h, c->inlen - h);
        c->inlen -= h;
    }
    return frames(c);
}
int main(int a, char **v) {
    signal(SIGPIPE, SIG_IGN);
    if (a != 3) {
        fprintf(stderr, "usage: floor PORT OMNI_PORT\n");
        return 2;
    }
    int port = atoi(v[1]);
    OP = atoi(v[2]);
    for (int i = 0; i < 64; i++) {
        D64[(int)B64[i]] = i;
    }
    for (int i = 0; i < 256; i++) {
        int u = ~i & 255, t = ((u & 15) << 3) + 0x84;
        t <<= (u & 0x70) >> 4;
        DEC[i] = u & 0x80 ? 0x84 - t : t - 0x84;
    }
    for (int i = -32768; i < 32768; i++) {
        int s = i, g = (s >> 8) & 0x80;
        if (g) {
            s = -s;
        }
        if (s > 32635) {
            s = 32635;
        }
        s += 0x84;
        int e = 7;
        for (int m = 0x4000; !(s & m) && e > 0; e--) {
            m >>= 1;
        }
        ENC[i & 0xffff] = ~(g | e << 4 | ((s >> (e + 3)) & 15));
    }
    struct rlimit rl = {200000, 200000};
    setrlimit(RLIMIT_NOFILE, &rl);
    ep = epoll_create1(0);
    int lf = socket(AF_INET, SOCK_STREAM, 0), o = 1;
    setsockopt(lf, SOL_SOCKET, SO_REUSEADDR, &o, 4);
    struct sockaddr_in s = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(lf, (void *)&s, sizeof s) || listen(lf, 4096)) {
        return 1;
    }
    fcntl(lf, F_SETFL, O_NONBLOCK);
    mk(lf, -1);
    struct epoll_event ev[512];
    for (;;) {
        int k = epoll_wait(ep, ev, 512, -1);
        for (int i = 0; i < k; i++) {
            conn *c = ev[i].data.ptr;
            if (c->caller == -1) {
                int f;
                while ((f = accept(lf, 0, 0)) >= 0) {
                    nd(f);
                    mk(f, 1);
                }
                continue;
            }
            if (rd(c) < 0) {
                gone(c);
                break;
            }
        }
    }
}
