// What stands on the page already gets its controls.

const startCases = (view, data) => {
  const cases = data.rows('cases');
  const groups = findGroups(cases);
  groups.forEach(group => group.rows.forEach(({row, it}) => addDrawer(row, () => makeDrawer(it, data))));
  addControls(view, cases, data.rows('contenders'), groups);
};

// The rows of a comparison stand in the order of its cases.
const startPairs = (view, data) => {
  const cases = data.rows('cases');
  const rows = rowsOf(view.nextElementSibling.querySelector('table'));
  addRowFilter(view, rows, cases.map(caseName));
  rows.forEach((row, i) => addDrawer(row, () => makePairDrawer(cases[i], data)));
};

const views = new Map([
  ['controls', startCases],
  ['rows', startPairs],
  ['tradeoff', (view, data) => addTradeoff(view, data.rows('cases'), asidesOf(data.rows('contenders')))],
  ['flame', addFlame],
  ['trend', addTrend],
]);

const start = () => {
  const data = readData();
  for (const table of document.querySelectorAll('main table')) {
    addBars(table);
    makeSortable(table);
    makeScrollable(table);
  }
  for (const view of document.querySelectorAll('.view')) views.get(view.dataset.view)?.(view, data);
};

start();
