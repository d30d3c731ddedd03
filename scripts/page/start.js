// What stands on the page already gets its controls.

const startCases = (view, data) => {
  const cases = data.rows('cases');
  const groups = findGroups(cases);
  groups.forEach(group => group.rows.forEach(row => addDrawer(row, data)));
  addControls(view, cases, data.rows('contenders'), groups);
};

const views = new Map([
  ['controls', startCases],
  ['rows', addRowFilter],
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
