"""`python -m tests.mutants …` is mutmut, told one thing more: our verbs are decorated, and are to be changed too.

It leaves out decorated functions, since a decorator may do something once for each copy of a function that is made;
`transaction.atomic` does nothing of the kind. What is changed and which tests are asked stands in pyproject.toml.
"""

import os
from pathlib import Path

import libcst
from mutmut.__main__ import cli
from mutmut.mutation.file_mutation import MutationVisitor

HARMLESS = {"transaction.atomic"}
leaves_out = MutationVisitor._skip_node_and_children


def leaves_out_but_for_verbs(visitor: MutationVisitor, node: libcst.CSTNode) -> bool:
    if isinstance(node, libcst.FunctionDef) and node.decorators:
        names = {libcst.Module([]).code_for_node(one.decorator) for one in node.decorators}
        if names <= HARMLESS:
            return False
    return leaves_out(visitor, node)


os.environ["PYTHONPATH"] = str(Path("mutants").resolve())  # where a process of its own (the typesetter) finds us
MutationVisitor._skip_node_and_children = leaves_out_but_for_verbs
cli()
