@export()
@description('Labels of a resource, by name.')
type labels = { *: string }

@export()
@description('What an identity may do with one container, table or queue, or with a whole account.')
type access = {
  @description('The container, table or queue; nothing where it is the account.')
  to: string?
  @description('Id of the role.')
  role: string
  @description('Of an application’s identity; people have no roles here.')
  principalId: string
}
