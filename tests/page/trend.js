// The trend over several runs, on the page of the newest.

check('the runs stand in the order of their dates', () => {
  const dates = dataRows('runs').map(row => row.created);
  expect(dates.length === 3 && dates.join() === [...dates].sort().join(), dates.join());
});

check('each metric of a case is drawn with a point for each run', () => {
  change('#trend-case', 'sync_success/value_task');
  all('#trend-metric option').forEach(option => {
    change('#trend-metric', option.value);
    expectEqual(all('svg.trend circle').length, 3, option.value);
  });
  change('#trend-metric', 'allocations');
  const heights = all('svg.trend circle').map(it => Number(it.getAttribute('cy')));
  expect(heights[0] === heights[1] && heights[2] < heights[1], heights.join());
  const step = all('svg.trend .step');
  expect(step.length === 1 && step[0].getAttribute('x1') === all('svg.trend circle')[2].getAttribute('cx'), 'the step');
  expect(all('svg.trend text').some(it => it.textContent === '1234567abcde'), 'the revision');
});

check('each step of a count is named', () => {
  const heading = all('h3').find(it => it.textContent === 'Counts that changed');
  const rows = all('tbody tr', heading.nextElementSibling).map(row => row.textContent);
  expect(rows.some(text => text.startsWith('sync_success/value_taskallocs_per_op01changed')), rows.join(' | '));
});
