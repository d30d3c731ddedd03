// What was measured of one case, below its row.

const section = (title, ...content) => make('section', {}, make('h4', {}, title), ...content);

const plural = (number, word) => `${number} ${word}${String(number) === '1' ? '' : 's'}`;

const ledgerSection = (it, rows) => {
  const total = fraction(it.allocs_per_op);
  const parts = rows.map(row => ({
    text: `${row.allocs_per_op} ${row.made_by}, ${digits(fraction(row.bytes_per_op))} bytes`,
    value: fraction(row.allocs_per_op),
  }));
  const rest = total - parts.reduce((sum, part) => sum + part.value, 0);
  if (rest > 1e-9 * total) parts.push({text: `${digits(rest)} not followed`, value: rest});
  return rows.length ? section(`${plural(it.allocs_per_op, 'block')} an operation`, makeStack(parts)) : null;
};

const sizesSection = (it, rows) => (rows.length ? section('Size classes',
  make('p', {}, `${digits(fraction(it.bytes_requested_per_op))} bytes an operation are requested, ` +
    `${digits(fraction(it.bytes_usable_per_op))} usable.`),
  makeTable(['size class, bytes', 'blocks/op', 'bytes/op usable'], rows.map(row =>
    [row.size_class, row.allocs_per_op, digits(row.size_class * fraction(row.allocs_per_op))]))) : null);

const lifetimeNames = [['same_op', 'freed within the operation'], ['next_op', 'within the next one'],
                       ['later', 'later'], ['kept', 'kept to the end']];

const lifetimesSection = ([lives]) => {
  const parts = lives ? lifetimeNames.filter(([name]) => fraction(lives[name]) > 0).map(([name, text]) =>
    ({text: `${lives[name]} ${text}`, value: fraction(lives[name])})) : [];
  return parts.length ? section('Lifetimes', makeStack(parts),
    lives.leaked > 0 ? make('p', {class: 'bad'}, `${plural(lives.leaked, 'block')} leaked`) : null) : null;
};

// Which thread frees what it has not allocated is all that is known of pairs.
const threadsSection = rows => (rows.length > 1 ? section('Threads',
  makeTable(['thread', 'allocates', 'frees of its own', 'frees of others', 'peak bytes of its blocks'],
    rows.map(row => [row.thread === 0 ? '0, runs the operations' : String(row.thread), row.allocs_per_op,
      digits(fraction(row.frees_per_op) - fraction(row.remote_frees_per_op)), row.remote_frees_per_op,
      row.peak_live_bytes]))) : null);

const countsSection = (it, measured) => {
  const slope = fraction(it.allocs_per_op);
  const number = measured.operations;
  if (number === null || slope === null) return null;
  const at = count => (count === null ? 'not kept' : digits(count));
  return section('How it was counted',
    makeTable(['operations', 'allocations: events', 'jemalloc\u2019s arenas'],
      [[`N = ${number}`, at(measured.events_n), at(measured.arenas_n)],
        [`2N = ${2 * number}`, at(measured.events_2n), at(measured.arenas_2n)],
        ['slope, an operation', it.allocs_per_op, ''], ['once', it.allocs_once, '']]),
    make('p', {}, measured.disagreement ? `Not verified: ${measured.disagreement}`
      : 'Both witnesses, and all passes, agree.'),
    make('p', {}, `Most bytes alive at once: ${it.peak_live_bytes}.`,
      measured.budget ? ` Promised: ${measured.budget}; kept: ${it.budget_kept}.` : ''));
};

const percentileNames = ['50', '90', '99', '99.9', '100'];

const percentilesSection = rows => {
  const kinds = [...new Set(rows.map(row => `${row.kind}${row.load === null ? '' : ` at ${row.load * 100} % load`}`))];
  const of = (kind, name) => rows.find(row => row.percentile === name &&
    `${row.kind}${row.load === null ? '' : ` at ${row.load * 100} % load`}` === kind);
  return rows.length ? section('Percentiles', makeTable(['time', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    kinds.map(kind => [kind, ...percentileNames.map(name => time(of(kind, name)?.ns))]))) : null;
};

// "-1 498 15 0": a power of ten, how many of it the fastest process took, and how many more each.
const mediansOf = text => {
  const [power, least, ...more] = text ? text.split(' ').map(Number) : [];
  return more.map(number => (least + number) * 10 ** power);
};

// A point for each process, and the interval of their median, between `least` and `most`.
const makeStrip = (medians, low, high, least, most) => {
  const scale = scaleOf(least, most);
  const x = ns => 10 + 380 * scale(Math.min(Math.max(ns, least), most));
  const marks = medians.map((ns, i) => draw('circle', {cx: x(ns), cy: 16 + 3 * (i % 3), r: 3}));
  if (low !== null && high !== null) {
    marks.unshift(draw('rect', {x: x(low), y: 10, width: Math.max(1, x(high) - x(low)), height: 18}));
  }
  return draw('svg', {viewBox: '0 0 400 34', class: 'strip', role: 'img',
                      'aria-label': `From ${time(Math.min(...medians))} to ${time(Math.max(...medians))}`}, ...marks);
};

const processesSection = (it, medians) => {
  if (!medians.length) return null;
  const least = Math.min(...medians);
  const most = Math.max(...medians);
  return section(`${medians.length} processes`, makeStrip(medians, it.ns_low, it.ns_high, least, most),
    make('p', {}, `${time(least)} to ${time(most)}; median ${interval(it.ns_per_op, it.ns_low, it.ns_high)}`));
};

const stacksSection = rows => (rows.length ? section('Made in', make('ul', {class: 'stacks'}, rows.map(row =>
  make('li', {}, `${row.allocs_per_op} ${row.made_by}: `, make('code', {}, row.stack.split(';').join(' › ')), row.line ? ` ${row.line}` : '')))) : null);

// As a word of a shell that --filter takes for this very case.
const commandOf = it => {
  const pattern = caseName(it).replace(/[\\*?[]/g, '\\$&').replaceAll("'", "'\\''");
  return `vtbench run --filter '${pattern}'`;
};

const aloneSection = it => section('Alone', make('pre', {}, make('code', {}, commandOf(it))));

const makeDrawer = (it, data) => {
  const rows = name => ofCase(data.rows(name), it);
  const [measured] = rows('measured');
  return make('div', {class: 'drawer-content'},
    measured?.failure ? make('p', {class: 'bad'}, `Not measured: ${measured.failure}`) : null,
    ledgerSection(it, rows('ledger')), sizesSection(it, rows('sizes')), lifetimesSection(rows('lifetimes')),
    threadsSection(rows('threads')), measured ? countsSection(it, measured) : null,
    percentilesSection(rows('percentiles')), processesSection(it, mediansOf(measured?.medians)), stacksSection(rows('stacks')),
    aloneSection(it));
};

// The first cell of a case's row opens and closes its drawer, which is made when it is opened.
const addDrawer = (row, makeContent) => {
  const head = row.cells[0];
  const toggle = event => {
    const button = event.currentTarget;
    const open = button.getAttribute('aria-expanded') === 'false';
    button.setAttribute('aria-expanded', open);
    if (open) {
      row.after(make('tr', {class: 'drawer'}, make('td', {colspan: row.cells.length}, makeContent())));
    } else {
      row.nextElementSibling.remove();
    }
  };
  head.replaceChildren(make('button', {type: 'button', class: 'open', 'aria-expanded': 'false', onclick: toggle},
                            ...head.childNodes));
};
