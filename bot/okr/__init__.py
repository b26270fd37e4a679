"""The rules about OKRs: pure functions over frozen values, standard library only."""
