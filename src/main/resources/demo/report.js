// Draws the call and plays it. The data is in #data; whatever comes from it is set as text, never as HTML.
(() => {
  'use strict';

  const HEIGHT = 320;
  const data = JSON.parse(document.getElementById('data').textContent);
  const stage = document.getElementById('stage');
  const audio = document.getElementById('audio');
  const caption = document.getElementById('caption');
  const whole = document.getElementById('whole');
  const length = data.lengthMs / 1000;
  const names = { caller: 'Caller', agent: 'Agent' };
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const clock = (seconds, digits = 1) => {
    const unit = 10 ** digits;
    const parts = Math.round(seconds * unit);
    const rest = parts % (60 * unit) / unit;
    return Math.floor(parts / (60 * unit)) + ':' + (rest < 10 ? '0' : '') + rest.toFixed(digits);
  };

  const pins = make('div', 'pins');
  const board = make('div', 'board');
  stage.append(pins, board);
  const head = make('div', 'head');
  const marks = [];
  let plot;
  let frame = 0;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  }

  // Both tracks share the height: the caller around 1, the agent around -1; the outer rims are for what is said.
  function series() {
    const size = data.caller.high.length;
    const times = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      times[i] = Math.min(i * data.stepMs / 1000, length);
    }
    const around = (track, centre) => Float64Array.from(track, value => centre + value / 1000 * 0.92);
    return [
      times,
      around(data.caller.high, 1), around(data.caller.low, 1),
      around(data.agent.high, -1), around(data.agent.low, -1)
    ];
  }

  function room() {
    return Math.max(200, board.clientWidth);
  }

  function draw() {
    if (plot) {
      head.remove();
      plot.destroy();
    }
    const line = name => ({ stroke: colour(name), width: 1, points: { show: false } });
    plot = new uPlot({
      width: room(),
      height: HEIGHT,
      legend: { show: false },
      padding: [0, 22, 0, 22],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 6 } },
      scales: { x: { time: false }, y: { range: () => [-2.6, 2.6] } },
      series: [{}, line('caller'), line('caller'), line('agent'), line('agent')],
      bands: [{ series: [1, 2], fill: colour('caller') }, { series: [3, 4], fill: colour('agent') }],
      axes: [
        {
          stroke: colour('soft'), font: '13px system-ui, sans-serif', space: 56, size: 30,
          grid: { stroke: colour('rule'), width: 1 }, ticks: { stroke: colour('rule'), width: 1, size: 5 },
          values: (self, splits, axis, space, step) => splits.map(split => clock(split, step < 0.1 ? 2 : step < 1 ? 1 : 0))
        },
        { show: false }
      ],
      hooks: { drawClear: [shadeOverlap], setScale: [place], setSize: [place] }
    }, series(), board);
    plot.over.append(head);
    plot.over.addEventListener('click', event => {
      if (event.target === plot.over && !dragged(event)) {
        seek(plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x'));
      }
    });
    plot.over.addEventListener('mousedown', event => { plot.downAt = event.clientX; });
    place();
  }

  function dragged(event) {
    return plot.downAt !== undefined && Math.abs(event.clientX - plot.downAt) > 5;
  }

  function shadeOverlap(self) {
    if (!data.overlap) {
      return;
    }
    const from = self.valToPos(data.overlap.from / 1000, 'x', true);
    const to = self.valToPos(data.overlap.to / 1000, 'x', true);
    const left = Math.max(from, self.bbox.left);
    const right = Math.min(to, self.bbox.left + self.bbox.width);
    if (right > left) {
      self.ctx.fillStyle = colour('overlap');
      self.ctx.fillRect(left, self.bbox.top, Math.max(2, right - left), self.bbox.height);
    }
  }

  // Labels that would overlap go into the next row.
  function place() {
    if (!plot || !plot.over.isConnected) {
      return;
    }
    marks.splice(0).forEach(mark => mark.remove());
    const width = plot.over.clientWidth;
    const offset = plot.over.offsetLeft;
    const at = ms => plot.valToPos(ms / 1000, 'x');
    const ends = [];
    const placed = [];
    for (const pin of data.pins) {
      const x = at(pin.at);
      if (x >= -1 && x <= width + 1) {
        const label = pinLabel(pin);
        pins.append(label);
        const wide = label.offsetWidth;
        const left = Math.min(Math.max(0, offset + x - 10), offset + width - wide + 10);
        let row = ends.findIndex(end => end + 4 <= left);
        row = row < 0 ? ends.length : row;
        ends[row] = left + wide;
        label.style.left = left + 'px';
        placed.push({ label, row, x, who: pin.who });
      }
    }
    const rows = Math.max(1, ends.length);
    pins.style.height = rows * 24 + 'px';
    for (const { label, row, x, who } of placed) {
      label.style.top = row * 24 + 'px';
      const stem = make('div', 'stem ' + who);
      stem.style.left = x + 'px';
      stem.style.top = -(rows - row) * 24 + 20 + 'px';
      stem.style.bottom = 0;
      plot.over.append(stem);
      marks.push(label, stem);
    }
    for (const said of data.utterances) {
      const next = data.utterances.find(other => other.who === said.who && other.from > said.from);
      chip(said, Math.max(0, at(said.from)), Math.min(width, at(said.to)), next ? at(next.from) - 6 : width + 18);
    }
    const range = plot.scales.x;
    whole.hidden = range.min <= 0.01 && range.max >= length - 0.05;
    follow();
  }

  function pinLabel(pin) {
    const label = make('button', 'pin ' + pin.who, pin.label);
    label.type = 'button';
    label.title = clock(pin.at / 1000) + '  ' + pin.text;
    label.setAttribute('aria-label', pin.label + ' at ' + clock(pin.at / 1000) + ': ' + pin.text);
    label.addEventListener('click', () => seek(Math.max(0, pin.at / 1000 - 0.5)));
    return label;
  }

  // As wide as it is spoken; wider if that shows more of the text and nothing is in the way.
  function chip(said, left, right, room) {
    if (right - left < 3) {
      return;
    }
    const element = make('button', 'chip ' + said.who + (said.cut ? ' cut' : ''), said.text);
    element.type = 'button';
    element.style.left = left + 'px';
    element.style.width = right - left + 'px';
    element.title = said.text + (said.cut ? ' (interrupted)' : '');
    element.setAttribute('aria-label', 'Play from ' + clock(said.from / 1000) + ', ' + names[said.who] + ': '
        + said.text + (said.cut ? ' (interrupted)' : ''));
    element.addEventListener('mousedown', event => event.stopPropagation());
    element.addEventListener('click', () => {
      seek(said.from / 1000);
      audio.play();
    });
    element.said = said;
    plot.over.append(element);
    if (!said.cut && element.scrollWidth > element.clientWidth) {
      element.style.width = Math.max(right - left, Math.min(element.scrollWidth + 2, room - left)) + 'px';
    }
    marks.push(element);
  }

  function seek(seconds) {
    audio.currentTime = Math.min(length, Math.max(0, seconds));
    follow();
  }

  // The playhead, the line that is being said and its label.
  function follow() {
    const now = audio.currentTime;
    const x = plot.valToPos(now, 'x');
    head.style.transform = 'translateX(' + x + 'px)';
    head.style.visibility = x < -1 || x > plot.over.clientWidth + 1 ? 'hidden' : 'visible';
    head.setAttribute('aria-valuenow', now.toFixed(1));
    head.setAttribute('aria-valuetext', clock(now));
    const saying = said => said.from <= now * 1000 && now * 1000 <= said.to;
    marks.filter(mark => mark.said).forEach(mark => mark.classList.toggle('now', saying(mark.said)));
    const lines = data.utterances.filter(saying);
    const shown = lines.map(said => said.who + said.text).join('\n') || (now > 0 ? '...' : '');
    if (caption.shown !== shown) {
      caption.shown = shown;
      caption.replaceChildren(...lines.flatMap(said => [
        make('b', said.who, names[said.who]),
        make('span', '', '\u201c' + said.text + '\u201d')
      ]));
      if (!lines.length) {
        caption.append(make('span', 'spare', now > 0 ? '\u2026' : 'Press play to hear the call.'));
      }
    }
  }

  function run() {
    follow();
    frame = audio.paused ? 0 : requestAnimationFrame(run);
  }

  head.tabIndex = 0;
  head.setAttribute('role', 'slider');
  head.setAttribute('aria-label', 'Position in the call');
  head.setAttribute('aria-valuemin', '0');
  head.setAttribute('aria-valuemax', length.toFixed(1));
  head.addEventListener('keydown', event => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -5, PageUp: 5 };
    if (event.key in steps) {
      seek(audio.currentTime + steps[event.key]);
    } else if (event.key === 'Home' || event.key === 'End') {
      seek(event.key === 'Home' ? 0 : length);
    } else if (event.key === ' ' || event.key === 'Enter') {
      audio.paused ? audio.play() : audio.pause();
    } else {
      return;
    }
    event.preventDefault();
  });
  head.addEventListener('mousedown', event => event.stopPropagation());
  head.addEventListener('pointerdown', event => {
    head.setPointerCapture(event.pointerId);
    head.onpointermove = move => seek(plot.posToVal(move.clientX - plot.over.getBoundingClientRect().left, 'x'));
  });
  head.addEventListener('pointerup', () => { head.onpointermove = null; });
  head.addEventListener('pointercancel', () => { head.onpointermove = null; });

  audio.addEventListener('play', () => { frame = frame || requestAnimationFrame(run); });
  for (const event of ['pause', 'seeked', 'ended', 'loadedmetadata']) {
    audio.addEventListener(event, follow);
  }
  whole.addEventListener('click', () => plot.setScale('x', { min: 0, max: length }));

  draw();
  let width = stage.clientWidth;
  new ResizeObserver(() => {
    if (stage.clientWidth !== width) {
      width = stage.clientWidth;
      plot.setSize({ width: room(), height: HEIGHT });
    }
  }).observe(stage);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
