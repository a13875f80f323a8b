// Lists what some tests need and some runtimes do not have. In such a runtime, the test is skipped and counted as skipped.

/** What may be missing, each with a sentence about the test that is skipped: "a test that …". */
export const NEEDS = {
  sources: 'reads or runs files of the checkout, so it says nothing about the built library; `npm test` runs it',
  warnings: 'listens for a warning that only Node gives',
  allOfIt: 'checks that one object was released, and a garbage collection may leave single objects here',
  signalsToo: 'checks that a signal was released, and a garbage collection that a test starts leaves all signals here',
  heap: 'measures the heap, and a test cannot measure it here',
  blindSignals: 'aborts a signal with a reason that cannot be inspected, and signals inspect their reason here',
  realms: 'takes an error from another realm, and there is only one realm here',
  timers: 'starts 20 000 timers, and one request may have only 10 000 here',
  noElements: 'is about platforms without elements, and there are elements here',
} as const

export type Need = keyof typeof NEEDS

/** The tests that need something, by a part of their names, each with what it needs. A part that is in no name is an error. */
export const NEEDY: Readonly<Record<string, Need | readonly Need[]>> = {
  'where there is no Symbol.dispose yet, nothing named "undefined" grows': 'sources',
  'Withstands: no eval, no globals touched, frozen intrinsics': 'sources',
  'Withstands: the library works under node --frozen-intrinsics, and makes no code out of text': 'sources',
  'Withstands: the library works after lockdown() of SES, and can be hardened': 'sources',
  'Withstands: the library works in a Compartment of SES, which has only what it is given': 'sources',
  'docs/faults.md says what the cells say': 'sources',

  'S9: ten thousand invocations in flight on one signal cause no MaxListenersExceededWarning': 'warnings',
  'S9: nested invocations in flight under one signal cause no MaxListenersExceededWarning': 'warnings',
  'S9: one signal detaches all that it was given to, without a MaxListenersExceededWarning': 'warnings',

  'S14: a scope keeps no signal of an inner scope that was disposed': 'signalsToo',
  'S9: sets of actions that come and go while a signal lives on do not grow the heap': 'heap',
  'be the reason of a signal, and arrives as it is': 'blindSignals',

  'keeps no payload of an invocation that has ended': 'allOfIt',
  'keeps nobody who listened and nothing that still runs': 'allOfIt',
  'a recording keeps alive nothing that went through the invocations': 'allOfIt',
  'S9: a signal is let go of once the invocations that it could cut are over': ['signalsToo', 'allOfIt'],
  'S9: a signal that only settled invocations have used is let go of by the actions': 'signalsToo',
  'S14: what a disposed scope attached to every action is let go of by actions that nobody invokes any more': 'allOfIt',

  'S14: a registration that is kept keeps none of the later attachments of the same function': 'heap',
  'Withstands: 1 000 000 invocations leave the heap flat': 'heap',

  'may be thrown, be a reason, and be a cut, and arrives as it is': 'blindSignals',

  'an error of another realm': 'realms',

  'Withstands: 20 000 invocations in flight with middleware, replacements, a signal and a time limit each': 'timers',

  'it can be imported where there are no elements': 'noElements',
  'it is defined once under a name, and refuses the name of another element': 'noElements',
}
