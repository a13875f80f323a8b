// Keeps items in the order in which they came, however many there are.

/** Returns an empty queue: first in, first out. Putting and taking cost the same however long the queue is. */
export function createQueue<T>() {
  let items: (T | undefined)[] = []
  let taken = 0
  return {
    put: (item: T) => void items.push(item),
    take(): T | undefined {
      const item = items[taken]
      if (item === undefined) return undefined
      items[taken++] = undefined
      if (taken * 2 > items.length) {
        items = items.slice(taken)
        taken = 0
      }
      return item
    },
    clear() {
      items = []
      taken = 0
    },
  }
}
