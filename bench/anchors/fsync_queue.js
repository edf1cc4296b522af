// A queue plugin for Haraka: the mail is in a file of its own, with fsync, when the client is told so.
'use strict'

const fs = require('node:fs')
const path = require('node:path')

exports.register = function () {
  this.directory = process.env.BENCH_QUEUE
}

exports.hook_queue = function (next, connection) {
  const { message_stream, uuid } = connection.transaction
  const file = fs.createWriteStream(path.join(this.directory, uuid), { flush: true })
  file.on('error', (error) => next(DENYSOFT, error.message))
  file.on('close', () => next(OK))
  message_stream.pipe(file)
}
