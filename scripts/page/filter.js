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

// A filter of the table that follows, whose first column has the names.
const addRowFilter = view => {
  const rows = rowsOf(view.nextElementSibling.querySelector('table'));
  const count = make('output', {'aria-live': 'polite'});
  const filter = makeFilter('row-filter', () => update());
  const update = () => {
    const matches = matcherOf(filter.value.trim());
    rows.forEach(row => { row.hidden = !matches(row.cells[0].textContent); });
    count.textContent = `${rows.filter(row => !row.hidden).length} of ${rows.length} cases`;
  };
  view.replaceChildren(make('form', {class: 'controls', onsubmit: event => event.preventDefault()},
    makeLabelled('Filter', filter), count));
  update();
};
