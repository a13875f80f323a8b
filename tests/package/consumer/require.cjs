// Node's `require`, which gives the same functions and classes as `import` does.

const assert = require('node:assert/strict')
const entracte = require('entracte')
const devtools = require('entracte/devtools')
const flex = require('entracte/flex')
const state = require('entracte/state')
const testing = require('entracte/testing')

module.exports = Promise.all([import('./tour.mjs'), import('entracte')]).then(([{ tour }, imported]) => {
  assert.equal(entracte.createActions, imported.createActions)
  assert.equal(entracte.ActionAbortedError, imported.ActionAbortedError)
  return tour(entracte, state, flex, devtools, testing)
})
