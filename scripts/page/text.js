// Numbers as people read them, as harness/render/text.c has them, and elements.

// "1/512" as a number; null where it is not known.
const fraction = text => {
  if (text === null || text === undefined || text === '') return null;
  const [over, under = '1'] = String(text).split('/');
  return Number(over) / Number(under);
};

// 3 digits, never 1e+4.
const three = value => (Math.abs(value) >= 100 ? String(Math.round(value))
  : Math.abs(value) < 1e-4 ? String(value) : value.toPrecision(3));

// The same of a count: a whole number in full.
const digits = value => {
  if (value === null || !Number.isFinite(value)) return '–';
  return Number.isInteger(value) ? String(value) : three(value);
};

const timeUnits = [['s', 1e9], ['ms', 1e6], ['µs', 1e3], ['ns', 1]];
const unitOf = ns => timeUnits.find(([, size]) => ns >= size) ?? timeUnits[3];

const time = ns => {
  if (ns === null || ns === undefined) return '–';
  const [name, size] = unitOf(ns);
  return `${three(ns / size)} ${name}`;
};

// All three in the unit of the first.
const interval = (ns, low, high) => {
  if (ns === null || low === null || high === null) return time(ns);
  const [name, size] = unitOf(ns);
  return `${three(ns / size)} ${name} [${three(low / size)}, ${three(high / size)}]`;
};

// What stands behind a number, and how much it is.
const unitSizes = new Map([...timeUnits, ['%', 0.01]]);

// A text of harness/render/text.c as the numbers that it shows: {value, low, high}, of which the last two are an interval;
// "1.25 µs [1.20, 1.31]" is 1250 between 1200 and 1310, and "1/512" what that is. null: it is none.
const numberText = '(?:< |~)?([-+]?[\\d.]+(?:e[-+]?\\d+)?)';
const numbersText = new RegExp(`^${numberText}(?:/(\\d+))?(?: (s|ms|µs|ns|%))?(?: \\[${numberText}, ${numberText}\\])?`);
const numbersOf = text => {
  const [, over, under = '1', unit, ...ends] = numbersText.exec(text) ?? [];
  const size = unitSizes.get(unit) ?? 1;
  const [low, high] = ends.map(end => (end === undefined ? null : end * size));
  return over === undefined ? null : {value: (size * over) / under, low, high};
};

// An element with attributes (onclick and the like: listeners) and children, which are nodes or texts.
const makeIn = space => (tag, attributes = {}, ...children) => {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null));
  return element;
};
const make = makeIn('http://www.w3.org/1999/xhtml');
const draw = makeIn('http://www.w3.org/2000/svg');

// The first cell of a row is its heading, the others are numbers.
const makeTable = (heads, rows) => {
  const classOf = (cell, i) => (i > 0 ? 'n' : String(cell).length > 60 ? 'long' : null);
  return make('div', {class: 'scroll'}, make('table', {},
    make('thead', {}, make('tr', {}, heads.map((head, i) => make('th', {scope: 'col', class: classOf(head, i)}, head)))),
    make('tbody', {}, rows.map(cells => make('tr', {}, cells.map((cell, i) =>
      make(i === 0 ? 'th' : 'td', {scope: i === 0 && 'row', class: classOf(cell, i)}, cell ?? '–')))))));
};

const makeSelect = (id, options, onchange) =>
  make('select', {id, onchange}, options.map(([value, text]) => make('option', {value}, text)));

const makeLabelled = (text, control) => make('label', {}, make('span', {}, text), control);

// One bar out of parts [{text, value}] that add up to it, and what each part is.
const makeStack = parts => {
  const total = parts.reduce((sum, {value}) => sum + value, 0);
  const bar = make('div', {class: 'stack', 'aria-hidden': 'true'});
  const list = make('ul', {class: 'parts'});
  parts.forEach(({text, value}, i) => {
    const piece = make('span', {class: `part part-${i % 6}`});
    piece.style.width = `${total > 0 ? (100 * value) / total : 0}%`;
    bar.append(piece);
    list.append(make('li', {}, make('i', {class: `part part-${i % 6}`, 'aria-hidden': 'true'}), text));
  });
  return make('div', {}, bar, list);
};
