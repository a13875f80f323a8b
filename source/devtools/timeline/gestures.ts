// What pointers and wheels mean in the chart: dragging, two fingers, hovering, choosing.

/** A position in the chart, in pixels from its left and upper edge. */
export interface Position {
  x: number
  y: number
}

/** What is asked for. Lengths are in pixels. */
export interface Gestures {
  /** To see what is so much further to the right. */
  pan(by: number): void
  /** To see what is so much further below. */
  scroll(by: number): void
  /** To make everything so many times as wide, around what stands there. */
  zoom(factor: number, x: number): void
  /** To point out what is there; of undefined, nothing any more. */
  hover(position: Position | undefined): void
  /** To choose what is there. */
  choose(position: Position): void
}

/** How far a press may move and be a click, in pixels. */
const STILL = 4

/**
 * Listens to the chart for as long as it is there.
 *
 * @param surface What is pressed and pointed at.
 * @param scroller What moves it, and turns with the wheel.
 */
export function listenToGestures(surface: HTMLElement, scroller: HTMLElement, asked: Gestures): void {
  const pointers = new Map<number, PointerEvent>()
  let dragged = false
  const at = ({ clientX, clientY }: MouseEvent): Position => {
    const { left, top } = scroller.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
  surface.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    if (pointers.size === 0) dragged = false
    pointers.set(event.pointerId, event)
  })
  surface.addEventListener('pointermove', (event) => {
    const last = pointers.get(event.pointerId)
    if (!last) return asked.hover(event.pointerType === 'mouse' ? at(event) : undefined)
    const other = [...pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId)
    const by = event.clientX - last.clientX
    if (other) {
      const before = Math.abs(last.clientX - other.clientX)
      const after = Math.abs(event.clientX - other.clientX)
      asked.zoom(after / Math.max(1, before), (at(event).x + at(other).x) / 2)
    } else if (dragged || Math.hypot(by, event.clientY - last.clientY) > STILL) {
      surface.setPointerCapture(event.pointerId)
      surface.classList.add('dragging')
      if (by !== 0) asked.pan(-by)
      // A finger scrolls by itself.
      if (event.pointerType === 'mouse') asked.scroll(last.clientY - event.clientY)
    } else return
    dragged = true
    asked.hover(undefined)
    pointers.set(event.pointerId, event)
  })
  const release = (event: PointerEvent) => {
    pointers.delete(event.pointerId)
    surface.classList.remove('dragging')
  }
  surface.addEventListener('pointerup', release)
  surface.addEventListener('pointercancel', release)
  surface.addEventListener('pointerleave', () => asked.hover(undefined))
  surface.addEventListener('click', (event) => {
    if (!dragged) asked.choose(at(event))
  })
  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) asked.zoom(Math.exp(-event.deltaY * 0.01), at(event).x)
    else if (event.shiftKey && event.deltaX === 0) asked.pan(event.deltaY)
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) asked.pan(event.deltaX)
    else return
    event.preventDefault()
  }
  scroller.addEventListener('wheel', wheel, { passive: false })
}
