// Provides the globals that the tests use and that some runtimes do not have.

export { process, setImmediate } from './harness.js'
