// What differs between two runs of one case, below its row.

const changesSection = rows => (rows.length ? section('Counts that changed',
  makeTable(['column', 'base', 'new', 'difference'],
    rows.map(row => [row.column, row.base, row.new, row.difference]))) : null);

const gainedText = row => {
  const stack = row.stack_new ?? row.stack_base ?? '';
  const blocks = `${row.blocks_base ?? '0'} → ${row.blocks_new ?? '0'} ${row.made_by}: `;
  return make('li', {}, blocks, make('code', {}, stack.split(';').join(' › ')));
};

const sitesSection = rows => (rows.length
  ? section('Where blocks are gained and lost', make('ul', {class: 'stacks'}, rows.map(gainedText))) : null);

// Both runs on one scale, so that what lies apart is seen to.
const pairTimesSection = (it, rows) => {
  const runs = [['base', it.ns_base, rows[0]?.medians_base], ['new', it.ns_new, rows[0]?.medians_new]]
    .map(([name, ns, medians]) => ({name, ns, medians: mediansOf(medians)})).filter(run => run.medians.length);
  const all = runs.flatMap(run => run.medians);
  const ratio = it.ratio === null ? '' : `; ${three(it.ratio)} times the base ` +
    (it.ratio_low === null ? '' : `[${three(it.ratio_low)}, ${three(it.ratio_high)}]`);
  return runs.length ? section('Time', ...runs.flatMap(({name, ns, medians}) => [
    make('p', {}, `${name}: ${time(ns)}, ${medians.length} processes`),
    makeStrip(medians, null, null, Math.min(...all), Math.max(...all))]),
  make('p', {}, `${it.verdict ?? 'not timed in both'}${ratio}`)) : null;
};

const makePairDrawer = (it, data) => {
  const rows = name => ofCase(data.rows(name), it);
  return make('div', {class: 'drawer-content'}, changesSection(rows('columns')), sitesSection(rows('sites')),
    pairTimesSection(it, rows('medians')), aloneSection(it));
};
