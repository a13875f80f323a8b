// Decides where the library comes from: in your own program this import is 'entracte'.
export * from '../../source/core/index.js'
