// The tables of the document (harness/render/html_data.c), each as an array of objects. A text is a
// text here: nothing of it ever becomes markup. What is not plain is shown as the rest of the page
// shows it (harness/model/plain_text.h).

const plain = text => text.replace(/[\t\n\r]/g, ' ')
  .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '?');

const readData = () => {
  const raw = JSON.parse(document.getElementById('data').textContent);
  const texts = raw.texts.map(plain);
  const value = (cell, type) => (type === 't' && cell !== null ? texts[cell] : cell);
  const read = ({columns, rows}) =>
    rows.map(cells => Object.fromEntries(columns.map(([name, type], i) => [name, value(cells[i], type)])));
  const tables = new Map(Object.entries(raw.tables).map(([name, table]) => [name, read(table)]));
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
