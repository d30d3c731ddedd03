// The tables of the document (harness/render/html_data.c), each as an array of objects. A text is a
// text here: nothing of it ever becomes markup. What is not plain is shown as the rest of the page
// shows it (harness/model/plain_text.h).

const plain = text => text.replace(/[\t\n\r]/g, ' ')
  .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '?');

// [cell, n] stands for n cells.
const cellsOf = column => column.flatMap(cell => (Array.isArray(cell) ? Array(cell[1]).fill(cell[0]) : [cell]));

const caseColumns = ['scenario', 'contender', 'params'];

const readData = () => {
  const raw = JSON.parse(document.getElementById('data').textContent);
  const texts = [];
  for (const text of raw.texts) {
    texts.push(typeof text === 'string' ? plain(text) : text.map(place => texts[place]).join(';'));
  }
  const textsAt = cells => cells.map(cell => (cell === null ? null : texts[cell]));
  const cases = raw.cases.map(column => textsAt(cellsOf(column)));
  const sums = steps => {
    let sum = 0;
    return steps.map(step => { sum += step; return sum; });
  };
  // The columns that one of the page's is: [name, cells].
  const readers = {
    n: (name, cells) => [[name, cells]],
    t: (name, cells) => [[name, textsAt(cells)]],
    c: (name, cells) => caseColumns.map((key, i) => [key, sums(cells).map(number => cases[i][number])]),
  };
  const read = columns => {
    const all = columns.flatMap(([name, type, column]) => readers[type](name, cellsOf(column)));
    return (all[0]?.[1] ?? []).map((_, row) => Object.fromEntries(all.map(([name, cells]) => [name, cells[row]])));
  };
  const tables = new Map(Object.entries(raw.tables).map(([name, columns]) => [name, read(columns)]));
  return {facts: raw.facts, rows: name => tables.get(name) ?? []};
};

// The rows of a table that are of one case.
const ofCase = (rows, it) =>
  rows.filter(row => row.scenario === it.scenario && row.contender === it.contender && row.params === it.params);

const caseName = it => `${it.scenario}/${it.contender}${it.params ? `;${it.params}` : ''}`;

// The groups in the order of the page's tables: scenario by scenario, then by parameters.
const groupsOf = cases => {
  const scenarios = new Map();
  for (const it of cases) {
    const groups = scenarios.get(it.scenario) ?? new Map();
    scenarios.set(it.scenario, groups);
    groups.set(it.params, [...(groups.get(it.params) ?? []), it]);
  }
  return [...scenarios.values()].flatMap(groups => [...groups.values()]);
};

// "from=file;chunk=64" as [["from", "file"], ["chunk", "64"]]
const paramsOf = params => (params ? params.split(';').map(part => part.split(/=(.*)/s, 2)) : []);

// The names of the contenders that are no answers, but measures for these.
const asidesOf = contenders => new Set(contenders.filter(row => row.aside === 'yes').map(row => row.contender));

// The name that a case's time is divided by; '' for none.
const comparedWith = (contenders, it) =>
  contenders.find(row => row.contender === it.contender)?.compared_with ?? 'task';
