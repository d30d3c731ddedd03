// In a frame as wide as a telephone: tells the page around it how wide this one would like to be.
all('.open').slice(0, 1).forEach(it => it.click());
all('details').forEach(it => { it.open = true; });
parent.postMessage(`${innerWidth} ${document.documentElement.scrollWidth}`, '*');
