"""Generates `ascribe.v1` from the contract while the package is built, so that there is one contract only."""
import pathlib
import shutil

import google.rpc
from grpc_tools import protoc
from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = pathlib.Path(__file__).resolve().parent


def contract() -> pathlib.Path:
    """The contract: a source distribution carries a copy, the repository has it at its root."""
    packed = HERE / "proto"
    return packed if packed.exists() else HERE.parent.parent / "proto"


def generate(target: pathlib.Path) -> None:
    """Writes the modules of the messages and of the service below `target`."""
    proto = contract()
    common = pathlib.Path(list(google.rpc.__path__)[0]).parent.parent
    files = sorted((proto / "ascribe" / "v1").glob("*.proto"))
    known = pathlib.Path(protoc.__file__).parent / "_proto"
    arguments = ["protoc", f"-I{proto}", f"-I{common}", f"-I{known}", f"--python_out={target}", f"--pyi_out={target}",
                 f"--grpc_python_out={target}", *map(str, files)]
    if not files or protoc.main(arguments) != 0:
        raise SystemExit("the contract cannot be compiled")
    (target / "ascribe" / "v1" / "__init__.py").write_text('"""The contract, as generated from `proto/ascribe/v1`."""\n')


class Build(build_py):
    def run(self) -> None:
        super().run()
        generate(HERE / "src" if self.editable_mode else pathlib.Path(self.build_lib))


class Pack(sdist):
    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        super().make_release_tree(base_dir, files)
        shutil.copytree(contract(), pathlib.Path(base_dir) / "proto", dirs_exist_ok=True)


setup(cmdclass={"build_py": Build, "sdist": Pack})
