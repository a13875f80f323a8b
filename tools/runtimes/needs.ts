// What a test needs that not every runtime has. Such a test is skipped where it is missing, and counted as skipped.

/** What can be missing, and what a test does with it. */
export const NEEDS = {
  sources: 'reads or runs files of the checkout, so it says nothing about what was built; `npm test` runs it',
  warnings: 'listens for a warning that only Node gives',
  gc: 'looks what was let go of: nobody can have garbage collected here',
  allOfIt: 'looks whether one thing was let go of: not all garbage can be collected at a word here',
  signalsToo: 'looks whether a signal was let go of: it is of the page here, which collects it when it likes',
  heap: 'measures the heap: nobody can here',
  blindSignals: 'aborts a signal with what nobody may look at: signals look at it here',
  realms: 'takes an error from another realm: there is one only here',
  timers: 'starts 20 000 timers: one request may have 10 000 here',
  overflow: 'expects a delay that is too long for a timer to pass at once: timers are longer here',
  noElements: 'is about places without elements: there are elements here',
} as const

export type Need = keyof typeof NEEDS

/** The tests that need something, by a part of their names; one that no name has is an error. */
export const NEEDY: Readonly<Record<string, Need>> = {
  'where there is no Symbol.dispose yet, nothing named "undefined" grows': 'sources',
  'Withstands: no eval, no globals touched, frozen intrinsics': 'sources',
  'Withstands: the library works under node --frozen-intrinsics, and makes no code out of text': 'sources',
  'Withstands: the library works after lockdown() of SES, and can be hardened': 'sources',
  'Withstands: the library works in a Compartment of SES, which has only what it is given': 'sources',
  'docs/faults.md says what the cells say': 'sources',

  'S9: ten thousand invocations in flight on one signal cause no MaxListenersExceededWarning': 'warnings',
  'S9: nested invocations in flight under one signal cause no MaxListenersExceededWarning': 'warnings',
  'S9: one signal detaches all that it was given to, without a MaxListenersExceededWarning': 'warnings',

  'keeps no payload of an invocation that has ended': 'allOfIt',
  'keeps nobody who listened and nothing that still runs': 'allOfIt',
  'a recording keeps alive nothing that went through the invocations': 'allOfIt',
  'S9: a signal is let go of once the invocations that it could cut are over': 'signalsToo',
  'S14: a scope that lives on keeps neither the registrations nor the scopes that are gone': 'gc',
  'S14: a scope does not hold on to an observer that has been taken off': 'gc',
  'S14: a listener that is gone can be collected while others listen to the same event': 'gc',
  'S14: what a disposed scope attached to every action is let go of by actions that nobody invokes any more': 'allOfIt',
  'S5: what the originals gave that a replacement has waited for is let go of, while it goes on': 'gc',
  'S5: calls of original that overlap are let go of once they have ended, while their replacement goes on': 'gc',

  'S14: a registration that is kept keeps none of the later attachments of the same function': 'heap',
  'Withstands: 1 000 000 invocations leave the heap flat': 'heap',

  'may be thrown, be a reason, and be a cut, and arrives as it is': 'blindSignals',

  'an error of another realm': 'realms',

  'Withstands: 20 000 invocations in flight with middleware, replacements, a signal and a time limit each': 'timers',

  'expires at once when the limit is too long for the timer of the platform': 'overflow',

  'it can be imported where there are no elements': 'noElements',
  'it is defined once under a name, and refuses the name of another element': 'noElements',
}
