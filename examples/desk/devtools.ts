// Decides where the recorder comes from: in your own program this import is 'entracte/devtools'.
export * from '../../source/devtools/index.js'
