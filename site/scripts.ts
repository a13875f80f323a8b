// Decides which scripts a live part needs, in order.

/** @param element The name of the element, such as `entracte-playground`. */
export function scriptsOf(element: string): string[] {
  const name = /^entracte-(front|flex|playground)$/.exec(element)?.[1]
  if (name === undefined) return []
  // The first page loads only what it needs.
  return name === 'front' ? ['/live/front.js'] : ['/live/library.js', `/live/${name}.js`]
}
