// Cases by their names.

// As --filter has it: a shell pattern over the whole name. A text without wildcards is found anywhere in it.
const matcherOf = pattern => {
  if (!/[*?[]/.test(pattern)) return name => name.includes(pattern);
  const signs = {'*': '.*', '?': '.'};
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[^]/g, (sign, not, set) => (set === undefined
    ? signs[sign] ?? sign.replace(/[.+^${}()|[\]\\]/, '\\$&')
    : `[${not ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`));
  try {
    const whole = new RegExp(`^${source}$`, 's');
    return name => whole.test(name);
  } catch {
    return () => false; // a range like [z-a]
  }
};

const makeFilter = (id, oninput) =>
  make('input', {id, type: 'search', placeholder: 'sync_success/* or value_task', spellcheck: 'false', oninput});

// A row goes with the drawer that is open below it.
const hideRow = (row, hidden) => {
  row.hidden = hidden;
  if (row.nextElementSibling?.classList.contains('drawer')) row.nextElementSibling.hidden = hidden;
};

// A filter of rows by their names.
const addRowFilter = (view, rows, names) => {
  const count = make('output', {'aria-live': 'polite'});
  const filter = makeFilter('row-filter', () => update());
  const update = () => {
    const matches = matcherOf(filter.value.trim());
    rows.forEach((row, i) => hideRow(row, !matches(names[i])));
    count.textContent = `${rows.filter(row => !row.hidden).length} of ${rows.length} cases`;
  };
  view.replaceChildren(make('form', {class: 'controls', onsubmit: event => event.preventDefault()},
    makeLabelled('Filter', filter), count));
  update();
};
