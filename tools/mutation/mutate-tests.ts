// What `npm run mutate` gives the tests of pages in place of uvu: it collects them, for those who run them one by one.

export interface Test {
  name: string
  work: () => unknown
}

let tests: Test[] = []

export const test = Object.assign((name: string, work: () => unknown) => void tests.push({ name, work }), {
  after: () => {},
  run: () => {},
})

/** The tests of a file, as often as its address changes. */
export async function collect(address: string): Promise<Test[]> {
  tests = []
  await import(address)
  return tests
}
