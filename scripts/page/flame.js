// The call stacks that make blocks, as a flame graph from the top down. Of two runs, the stacks that make more or fewer
// blocks: what is new and what is gone. Stacks of two builds were paired before (harness/judge/sites.c).

const addTo = (root, names, weight, change) => {
  let node = root;
  const put = at => {
    at.weight += weight;
    at.change += change;
  };
  put(root);
  for (const name of names) {
    const next = node.children.get(name) ?? {name, weight: 0, change: 0, children: new Map(), parent: node};
    node.children.set(name, next);
    put(next);
    node = next;
  }
};

const newRoot = () => ({name: 'all', weight: 0, change: 0, children: new Map(), parent: null});

const framesOf = (row, stack) =>
  [row.scenario, `${row.contender}${row.params ? ` ${row.params}` : ''}`, ...stack.split(';'), `[${row.made_by}]`];

// What each unit of weight is: blocks or bytes an operation.
const flameUnits = new Map([
  ['allocations', {column: 'allocs_per_op', change: 'blocks', text: 'blocks'}],
  ['bytes', {column: 'bytes_per_op', change: 'usable_bytes', text: 'bytes'}],
]);

const treeOf = (data, unit) => {
  const root = newRoot();
  for (const row of data.rows('stacks')) addTo(root, framesOf(row, row.stack), fraction(row[unit.column]), 0);
  return root;
};

const changeTreeOf = (data, unit) => {
  const root = newRoot();
  for (const row of data.rows('sites')) {
    const change = fraction(row[unit.change]);
    addTo(root, framesOf(row, row.stack_new || row.stack_base), Math.abs(change), change);
  }
  return root;
};

const signed = value => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${digits(Math.abs(value))}`;

// [{node, left, width, depth}] of what is below `top`, in shares of its weight; what is too narrow is left out.
const layOut = top => {
  const boxes = [];
  const put = (node, left, depth) => {
    const width = top.weight > 0 ? node.weight / top.weight : 0;
    if (width < 0.001) return;
    boxes.push({node, left, width, depth});
    let at = left;
    for (const child of [...node.children.values()].sort((a, b) => b.weight - a.weight)) {
      put(child, at, depth + 1);
      at += child.weight / top.weight;
    }
  };
  put(top, 0, 0);
  return boxes;
};

// The weight of all stacks that have a frame with that text.
const foundWeight = (node, text) => (node.name.toLowerCase().includes(text) ? node.weight
  : [...node.children.values()].reduce((sum, child) => sum + foundWeight(child, text), 0));

const flameKeys = {
  ArrowUp: node => node.parent,
  ArrowDown: node => [...node.children.values()].sort((a, b) => b.weight - a.weight)[0],
  ArrowLeft: node => siblingOf(node, -1),
  ArrowRight: node => siblingOf(node, 1),
};

const siblingOf = (node, step) => {
  const all = node.parent ? [...node.parent.children.values()].sort((a, b) => b.weight - a.weight) : [];
  return all[all.indexOf(node) + step];
};

const addFlame = (view, data) => {
  const differs = data.rows('stacks').length === 0;
  const treeFor = name => (differs ? changeTreeOf : treeOf)(data, flameUnits.get(name));
  const graph = make('div', {class: 'flame', role: 'group', 'aria-label': 'Flame graph: arrows move, Enter zooms, ' +
                             'Escape goes back'});
  const found = make('output', {'aria-live': 'polite'});
  const said = make('p', {class: 'note said'}, '\u00a0');
  let root;
  let top;
  let buttons = new Map();

  const textOf = node => {
    const {text} = flameUnits.get(weight.value);
    const share = root.weight > 0 ? (100 * node.weight) / root.weight : 0;
    return differs ? `${node.name}: ${signed(node.change)} ${text} an operation`
      : `${node.name}: ${digits(node.weight)} ${text}, ${digits(share)} %`;
  };
  const search = () => {
    const text = words.value.trim().toLowerCase();
    buttons.forEach((button, node) => {
      button.classList.toggle('found', text !== '' && node.name.toLowerCase().includes(text));
    });
    const share = text && root.weight > 0 ? (100 * foundWeight(root, text)) / root.weight : 0;
    found.textContent = text ? `${digits(share)} % found` : '';
  };
  const zoom = node => {
    top = node;
    show(node);
  };
  const press = (event, node) => {
    const to = event.key === 'Escape' ? top.parent : flameKeys[event.key]?.(node);
    if (!to) return;
    event.preventDefault();
    if (event.key === 'Escape') zoom(to);
    else (buttons.get(to) ?? event.currentTarget).focus();
  };
  const makeBox = ({node, left, width, depth}) => {
    const sign = !differs ? `level-${depth % 4}` : node.change > 0 ? 'more' : node.change < 0 ? 'fewer' : 'same';
    const button = make('button', {type: 'button', class: `frame ${sign}`, title: textOf(node),
      tabindex: node === top ? 0 : -1, onclick: () => zoom(node), onkeydown: event => press(event, node),
      onfocus: () => { said.textContent = textOf(node); }, onmouseenter: () => { said.textContent = textOf(node); }},
      node.name);
    button.style.left = `${100 * left}%`;
    button.style.width = `${100 * width}%`;
    button.style.top = `${1.5 * depth}rem`;
    buttons.set(node, button);
    return button;
  };
  const show = focused => {
    buttons = new Map();
    const boxes = layOut(top);
    graph.style.height = `${1.5 * (1 + Math.max(0, ...boxes.map(box => box.depth)))}rem`;
    graph.replaceChildren(...boxes.map(makeBox));
    back.disabled = !top.parent;
    search();
    if (focused) buttons.get(focused)?.focus();
  };
  const begin = () => {
    root = treeFor(weight.value);
    top = root;
    show(null);
  };
  const weight = makeSelect('flame-weight', [...flameUnits.keys()].map(name => [name, name]), begin);
  const words = make('input', {id: 'flame-search', type: 'search', spellcheck: 'false', oninput: search});
  const back = make('button', {type: 'button', onclick: () => zoom(top.parent ?? top)}, 'Zoom out');

  view.replaceChildren(make('form', {class: 'controls', onsubmit: event => event.preventDefault()},
    makeLabelled('Width', weight), makeLabelled('Search', words), back, found), graph, said);
  begin();
};
