// What pointers and wheels do in the chart, with elements that only listen.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { listenToGestures } from '../../../source/devtools/timeline/gestures.js'

test('a mouse that moves marks the bar below it; a finger, or a mouse that leaves, marks nothing', () => {
  const { asked, send } = chart()

  send('pointermove', { clientX: 130, clientY: 60 })
  send('pointermove', { clientX: 130, clientY: 60, pointerType: 'touch' })
  send('pointerleave', {})

  assert.equal(asked, ['hover 30 10', 'hover nothing', 'hover nothing'])
})

test('a click chooses the bar at that point', () => {
  const { asked, send } = chart()

  send('pointerdown', { clientX: 130, clientY: 60 })
  send('pointerup', { clientX: 130, clientY: 60 })
  send('click', { clientX: 130, clientY: 60 })

  assert.equal(asked, ['choose 30 10'])
})

test('a click without a press, as from a keyboard, chooses the bar at that point', () => {
  const { asked, send } = chart()

  send('click', { clientX: 130, clientY: 60 })

  assert.equal(asked, ['choose 30 10'])
})

test('a press that moves up to four pixels, in whatever direction, is a click', () => {
  const { asked, classes, captured, send } = chart()

  send('pointerdown', { clientX: 100, clientY: 100 })
  for (const [clientX, clientY] of [
    [104, 100],
    [96, 100],
    [100, 104],
    [100, 96],
    [102, 103],
  ]) {
    send('pointermove', { clientX, clientY })
  }
  send('pointerup', { clientX: 102, clientY: 103 })
  send('click', { clientX: 102, clientY: 103 })

  assert.equal(asked, ['choose 2 53'])
  assert.equal([[...classes], captured], [[], []])
})

test('a press that moves further drags, from where it began; meanwhile it marks nothing, and it chooses nothing', () => {
  const { asked, classes, captured, send } = chart()

  send('pointerdown', { clientX: 100, clientY: 100, pointerId: 7 })
  send('pointermove', { clientX: 103, clientY: 104, pointerId: 7 })
  const dragging = [...classes]
  // However little it moves from now on.
  send('pointermove', { clientX: 102, clientY: 104, pointerId: 7 })
  send('pointermove', { clientX: 102, clientY: 101, pointerId: 7 })
  send('pointerup', { clientX: 102, clientY: 101, pointerId: 7 })
  send('click', { clientX: 102, clientY: 101 })

  assert.equal(dragging, ['dragging'])
  assert.equal(asked, [
    ...['pan -3', 'scroll -4', 'hover nothing'],
    ...['pan 1', 'scroll 0', 'hover nothing'],
    ...['scroll 3', 'hover nothing'],
  ])
  assert.equal([[...classes], captured], [[], [7, 7, 7]])
})

test('after a drag, a press that does not move is a click again', () => {
  const { asked, send } = chart()

  send('pointerdown', { clientX: 100, clientY: 100 })
  send('pointermove', { clientX: 150, clientY: 100 })
  send('pointerup', { clientX: 150, clientY: 100 })
  send('click', { clientX: 150, clientY: 100 })
  asked.length = 0
  send('pointerdown', { clientX: 150, clientY: 100 })
  send('pointerup', { clientX: 150, clientY: 100 })
  send('click', { clientX: 150, clientY: 100 })

  assert.equal(asked, ['choose 50 50'])
})

test('a finger drags sideways, and leaves scrolling to the page', () => {
  const { asked, send } = chart()

  send('pointerdown', { clientX: 100, clientY: 100, pointerType: 'touch' })
  send('pointermove', { clientX: 90, clientY: 120, pointerType: 'touch' })

  assert.equal(asked, ['pan 10', 'hover nothing'])
})

for (const end of ['pointerup', 'pointercancel']) {
  test(`after ${end} a pointer drags nothing any more`, () => {
    const { asked, classes, send } = chart()

    send('pointerdown', { clientX: 100, clientY: 100, pointerType: 'touch' })
    send('pointermove', { clientX: 90, clientY: 100, pointerType: 'touch' })
    send(end, { clientX: 90, clientY: 100, pointerType: 'touch' })
    asked.length = 0
    send('pointermove', { clientX: 80, clientY: 100, pointerType: 'touch' })

    assert.equal([asked, [...classes]], [['hover nothing'], []])
  })
}

test('other buttons than the first drag nothing', () => {
  const { asked, send } = chart()

  send('pointerdown', { clientX: 100, clientY: 100, button: 2 })
  send('pointermove', { clientX: 150, clientY: 100 })

  assert.equal(asked, ['hover 50 50'])
})

test('two fingers zoom by the change of the distance between them, around the middle, and choose nothing', () => {
  const { asked, captured, send } = chart()
  const touch = { pointerType: 'touch', clientY: 100 }

  send('pointerdown', { ...touch, pointerId: 1, clientX: 200 })
  send('pointerdown', { ...touch, pointerId: 2, clientX: 300 })
  send('pointermove', { ...touch, pointerId: 2, clientX: 400 })
  send('pointermove', { ...touch, pointerId: 1, clientX: 350 })
  send('pointerup', { ...touch, pointerId: 1, clientX: 350 })
  send('pointermove', { ...touch, pointerId: 2, clientX: 410 })
  send('pointerdown', { ...touch, pointerId: 1, clientX: 350 })
  send('pointerup', { ...touch, pointerId: 2, clientX: 410 })
  send('click', { clientX: 350, clientY: 100 })

  assert.equal(asked, [
    ...['zoom 2 around 200', 'hover nothing'],
    ...['zoom 0.25 around 275', 'hover nothing'],
    ...['pan -10', 'hover nothing'],
  ])
  assert.equal(captured, [2])
})

test('two fingers at the same place zoom by no more than the distance that they move apart', () => {
  const { asked, send } = chart()
  const touch = { pointerType: 'touch', clientY: 100 }

  send('pointerdown', { ...touch, pointerId: 1, clientX: 300 })
  send('pointerdown', { ...touch, pointerId: 2, clientX: 300 })
  send('pointermove', { ...touch, pointerId: 2, clientX: 303 })

  assert.equal(asked, ['zoom 3 around 201.5', 'hover nothing'])
})

test('a wheel pans sideways, zooms with Control or Command around the pointer, and otherwise is left to the page', () => {
  const { asked, send, scroller } = chart()
  const turn = (given: object) => send('wheel', { clientX: 160, clientY: 60, deltaX: 0, deltaY: 0, ...given }, scroller)

  const taken = [
    turn({ deltaY: 30 }),
    turn({ deltaX: 20, deltaY: 20 }),
    turn({ deltaX: -20, deltaY: -20 }),
    turn({ deltaX: 10, deltaY: -40 }),
    turn({ deltaX: 21, deltaY: -20 }),
    turn({ deltaX: -21, deltaY: 20 }),
    turn({ deltaY: 30, shiftKey: true }),
    turn({ deltaX: 30, deltaY: 5, shiftKey: true }),
    turn({ deltaX: 5, deltaY: 30, shiftKey: true }),
    turn({ deltaY: -100 * Math.log(2), ctrlKey: true }),
    turn({ deltaX: 90, deltaY: 100 * Math.log(2), metaKey: true }),
  ]

  assert.equal(taken, [false, false, false, false, true, true, true, true, false, true, true])
  assert.equal(asked, ['pan 21', 'pan -21', 'pan 30', 'pan 30', 'zoom 2 around 60', 'zoom 0.5 around 60'])
})

test('the listener for the wheel can keep the wheel from the page', () => {
  const { scroller } = chart()

  assert.equal(scroller.options, { passive: false })
})

/** An element with listeners, 100 pixels from the left edge of the page and 50 pixels from the upper edge. */
class Surface extends EventTarget {
  options: unknown
  readonly classes = new Set<string>()
  readonly captured: number[] = []
  readonly classList = {
    add: (name: string) => this.classes.add(name),
    remove: (name: string) => this.classes.delete(name),
  }
  override addEventListener(name: string, listener: (event: Event) => unknown, options?: unknown): void {
    this.options = options
    super.addEventListener(name, listener)
  }
  setPointerCapture(pointer: number): void {
    this.captured.push(pointer)
  }
  getBoundingClientRect(): { left: number; top: number } {
    return { left: 100, top: 50 }
  }
}

/** Returns a log of what is asked of a chart, and a function that sends events and returns whether the event was taken. */
function chart() {
  const asked: string[] = []
  const surface = new Surface()
  const scroller = new Surface()
  listenToGestures(surface as never, scroller as never, {
    pan: (by) => asked.push(`pan ${by}`),
    scroll: (by) => asked.push(`scroll ${by}`),
    zoom: (factor, x) => asked.push(`zoom ${Number(factor.toFixed(6))} around ${x}`),
    hover: (place) => asked.push(`hover ${place ? `${place.x} ${place.y}` : 'nothing'}`),
    choose: ({ x, y }) => asked.push(`choose ${x} ${y}`),
  })
  const send = (type: string, given: object, to = surface) => {
    const event = new Event(type, { cancelable: true })
    Object.assign(event, { button: 0, pointerId: 1, pointerType: 'mouse', ...given })
    return !to.dispatchEvent(event)
  }
  return { asked, send, scroller, classes: surface.classes, captured: surface.captured }
}

test.run()
