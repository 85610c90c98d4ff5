# Open MPI's settings for one machine, to be sourced: more ranks than cores, no binding, root and containers.
export OMPI_MCA_rmaps_base_oversubscribe=1          # else -np 4 on 2 cores is refused
export OMPI_MCA_hwloc_base_binding_policy=none      # else each rank, and all its threads, is bound to one core
export OMPI_MCA_btl=self,vader                      # ranks of one machine talk through shared memory,
export OMPI_MCA_btl_vader_single_copy_mechanism=none # without the ptrace that containers forbid
if [ "$(id -u)" = 0 ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
