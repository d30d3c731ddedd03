// The tables of the cases: filtered, ordered, compared with a contender.

const caseOrders = new Map([
  ['catalogue', null],
  ['allocations', it => fraction(it.allocs_per_op)],
  ['bytes', it => fraction(it.bytes_usable_per_op)],
  ['time', it => it.ns_per_op],
  ['instructions', it => fraction(it.instructions_per_op)],
]);

const timesDiffer = (a, b) =>
  a.ns_low !== null && b.ns_low !== null && (a.ns_high < b.ns_low || b.ns_high < a.ns_low);

const countsDiffer = (a, b) =>
  ['allocs_per_op', 'bytes_requested_per_op', 'bytes_usable_per_op'].some(metric => a[metric] !== b[metric]);

// Everything on the page that belongs to a group: its heading, its table, what is said below.
const elementsOf = box => {
  const ends = element => !element || /^(H[12]|DIV)$/.test(element.tagName);
  const elements = [box];
  if (box.previousElementSibling?.tagName === 'H3') elements.unshift(box.previousElementSibling);
  for (let next = box.nextElementSibling; !ends(next) && next.tagName !== 'H3'; next = next.nextElementSibling) {
    elements.push(next);
  }
  return elements;
};

const scenarioHeading = box => {
  let heading = box;
  while (heading && heading.tagName !== 'H2') heading = heading.previousElementSibling;
  return heading;
};

// The tables of the page with their cases: [{table, rows: [{row, it}], elements, heading}].
const findGroups = cases => {
  const groups = groupsOf(cases);
  return [...document.querySelectorAll('table[data-scenario]')].map((table, i) => {
    const rows = rowsOf(table);
    const box = table.parentElement;
    return {table, rows: rows.map((row, j) => ({row, it: groups[i][j]})), elements: elementsOf(box),
            heading: scenarioHeading(box)};
  });
};

const headIndex = (table, text) => [...table.tHead.rows[0].cells].findIndex(head => head.textContent.startsWith(text));

// Shows times as multiples of another contender's, or ('') again as they were.
const makeRelative = group => {
  const ratio = headIndex(group.table, 'ratio to ');
  const verdict = headIndex(group.table, 'verdict');
  const head = group.table.tHead.rows[0].cells[ratio]?.querySelector('.sort');
  if (!head) return () => {};
  const measured = head.textContent;
  const saved = group.rows.map(({row}) => [ratio, verdict].map(i => [row.cells[i], [...row.cells[i].childNodes]]));
  return contender => {
    const other = group.rows.find(({it}) => it.contender === contender)?.it;
    head.textContent = contender ? `ratio to ${contender}` : measured;
    group.rows.forEach(({it}, i) => {
      const [[cell, nodes], [judged, words]] = saved[i];
      const times = other?.ns_per_op && it.ns_per_op !== null ? it.ns_per_op / other.ns_per_op : null;
      cell.replaceChildren(...(contender ? [times === null ? '–' : three(times)] : nodes));
      judged.replaceChildren(...(contender ? ['not judged'] : words));
    });
  };
};

const addControls = (view, cases, contenders, groups) => {
  const relatives = groups.map(makeRelative);
  const count = make('output', {'aria-live': 'polite'});
  const filter = makeFilter('filter', () => update());
  const hide = make('input', {id: 'hide', type: 'checkbox', onchange: () => update()});
  const names = [...new Set(cases.map(it => it.contender))];
  const relative = makeSelect('relative', [['', 'as measured'], ...names.map(name => [name, name])], () => {
    relatives.forEach(show => show(relative.value));
    update();
  });
  const order = makeSelect('order', [...caseOrders.keys()].map(name => [name, name]), () => {
    const by = caseOrders.get(order.value);
    for (const {table, rows} of groups) {
      const sorted = by ? [...rows].sort((a, b) => compareValues(by(a.it), by(b.it), false)) : rows;
      putRows(table, sorted.map(({row}) => row));
    }
  });

  const differs = (it, group) => {
    const name = relative.value || comparedWith(contenders, it);
    const other = group.rows.find(row => row.it.contender === name)?.it;
    if (!other || other === it) return false;
    const resolved = relative.value ? timesDiffer(it, other) : ['better', 'worse'].includes(it.verdict);
    return countsDiffer(it, other) || resolved;
  };
  // A contender that others differ from stays beside them.
  const isShown = (it, group, shown) => !hide.checked || differs(it, group) ||
    shown.some(other => other !== it && differs(other, group) &&
      it.contender === (relative.value || comparedWith(contenders, other)));

  const update = () => {
    const matches = matcherOf(filter.value.trim());
    let visible = 0;
    const headings = new Map();
    for (const group of groups) {
      const found = group.rows.map(({it}) => it).filter(it => matches(caseName(it)));
      const shown = new Set(found.filter(it => isShown(it, group, found)));
      for (const {row, it} of group.rows) {
        hideRow(row, !shown.has(it));
      }
      group.elements.forEach(element => { element.hidden = shown.size === 0; });
      headings.set(group.heading, headings.get(group.heading) || shown.size > 0);
      visible += shown.size;
    }
    headings.forEach((any, heading) => { heading.hidden = !any; });
    count.textContent = `${visible} of ${cases.length} cases`;
  };

  view.replaceChildren(make('form', {class: 'controls', onsubmit: event => event.preventDefault()},
    makeLabelled('Filter', filter), makeLabelled('Compare with', relative), makeLabelled('Order by', order),
    make('label', {class: 'check'}, hide, make('span', {}, 'Hide what does not differ')), count));
  update();
};
