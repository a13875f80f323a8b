// Decides what pointers and wheels mean in the chart: dragging, two fingers, hovering, clicking.

/** A position in the chart, in pixels from its left and its upper edge. */
export interface Position {
  x: number
  y: number
}

/** The functions that gestures call. Lengths are in pixels. */
export interface Gestures {
  /** Moves the view to the right. */
  pan(by: number): void
  /** Moves the view down. */
  scroll(by: number): void
  /** Makes everything `factor` times as wide. The point at `x` stays where it is. */
  zoom(factor: number, x: number): void
  /** Highlights what is at a position. Undefined ends the highlight. */
  hover(position: Position | undefined): void
  /** Chooses what is at a position. */
  choose(position: Position): void
}

/** The longest way in pixels that a press may move and still be a click. */
const STILL = 4

/**
 * Listens to the pointers and the wheel of the chart.
 *
 * @param surface The element that is pressed and pointed at.
 * @param scroller The scrolling element around it, which gets the wheel.
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
      // For a finger, the browser scrolls.
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
