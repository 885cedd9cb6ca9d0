"""A wire between two processes, which can be cut."""

import asyncio
import contextlib


class Relay:
    def __init__(self, port):
        self.target, self.is_cut, self.writers, self.frozen = port, False, set(), set()

    async def start(self, host="127.0.0.1", port=0):
        self.server = await asyncio.start_server(self.accept, host, port)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def accept(self, reader, writer):
        if self.is_cut:
            # As a network does it that loses everything: no word comes back.
            self.writers.add(writer)
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self.writers |= {writer, there_writer}
        await asyncio.gather(self.pump(reader, there_writer), self.pump(there_reader, writer))
        self.writers -= {writer, there_writer}

    async def pump(self, reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                while self.is_cut or writer in self.frozen:
                    await asyncio.sleep(0.05)
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()

    def freeze(self):
        """What is connected hangs for ever, and what comes now passes."""
        self.frozen |= self.writers
        self.writers = set()

    def cut(self):
        self.is_cut = True

    def mend(self):
        """What was underway is lost; what comes now passes."""
        self.is_cut = False
        for writer in self.writers:
            with contextlib.suppress(OSError, RuntimeError):
                writer.close()
        self.writers = set()

    async def stop(self):
        self.mend()
        self.server.close()
