// Every table can be sorted by each of its columns: up, down, and as it was.

// The rows without the drawers that are open below them.
const rowsOf = table => [...table.tBodies[0].rows].filter(row => !row.classList.contains('drawer'));

// Puts the rows in that order, each with its drawer.
const putRows = (table, rows) => {
  for (const row of rows) {
    const drawer = row.nextElementSibling?.classList.contains('drawer') ? row.nextElementSibling : null;
    table.tBodies[0].append(row);
    if (drawer) table.tBodies[0].append(drawer);
  }
};

// Unknown values come last in both directions.
const compareValues = (a, b, down) => {
  const known = value => value !== null && value !== '' && value !== '–' && !Number.isNaN(value);
  if (!known(a) || !known(b)) return known(b) - known(a);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
  return down ? -order : order;
};

const isNumber = (table, index) => table.tHead.rows[0].cells[index].classList.contains('n');

// The cells of each column of numbers.
const columnsOf = table => [...table.tHead.rows[0].cells].filter((_, index) => isNumber(table, index))
  .map(({cellIndex}) => rowsOf(table).map(row => row.cells[cellIndex]));

// What a cell is sorted by: its number, or its text. A bar is behind it.
const valueOf = (table, cell) => {
  const text = cell.firstChild?.textContent ?? '';
  return isNumber(table, cell.cellIndex) ? numbersOf(text)?.value ?? '' : text;
};

const orders = ['none', 'ascending', 'descending'];

const makeSortable = table => {
  const original = rowsOf(table);
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, index) => {
    const sort = () => {
      const order = orders[(orders.indexOf(head.getAttribute('aria-sort') ?? 'none') + 1) % 3];
      heads.forEach(other => other.removeAttribute('aria-sort'));
      if (order !== 'none') head.setAttribute('aria-sort', order);
      const by = (a, b) => compareValues(valueOf(table, a.cells[index]), valueOf(table, b.cells[index]), order === 'descending');
      putRows(table, order === 'none' ? original : [...original].sort(by));
    };
    head.replaceChildren(make('button', {type: 'button', class: 'sort', onclick: sort}, ...head.childNodes));
  });
};

// What is wider than the page can be scrolled by keyboard too.
const makeScrollable = table => {
  const box = table.parentElement;
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Table, can be scrolled');
  }
};
