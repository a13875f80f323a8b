// Shows the type of the name that the pointer is over. hovers.ts has put the types into the pages.

export function showTypes(): void {
  const tip = document.createElement('div')
  tip.className = 'type-tip'
  tip.hidden = true
  document.body.append(tip)

  document.addEventListener('pointerover', ({ target }) => {
    const name = target instanceof Element ? target.closest<HTMLElement>('[data-type]') : null
    tip.hidden = name === null
    if (!name) return
    tip.textContent = name.dataset.type ?? ''
    const { left, top, bottom } = name.getBoundingClientRect()
    const { offsetWidth, offsetHeight } = tip
    const under = bottom + offsetHeight + 8 < innerHeight
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - offsetWidth - 8))}px`
    tip.style.top = `${under ? bottom + 4 : top - offsetHeight - 4}px`
  })
  for (const event of ['keydown', 'scroll']) {
    document.addEventListener(
      event,
      () => {
        tip.hidden = true
      },
      { passive: true },
    )
  }
}
